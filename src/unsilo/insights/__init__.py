"""Numbers that open the lists behind them, first pages, and what is told on Monday morning."""
