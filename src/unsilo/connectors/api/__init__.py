"""The generic channel: programs post messages as JSON and collect the answers by API or webhook."""
