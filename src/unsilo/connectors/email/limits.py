"""How much of one mail is read. Beyond a limit the raw mail stays whole and a defect says so."""

MEGABYTE = 1024 * 1024

MAX_MESSAGE_BYTES = 35 * MEGABYTE  # larger: headers only
MAX_HEADER_BYTES = MEGABYTE  # of one header block
MAX_HEADERS = 2_000  # of one header block
MAX_HEADER_CHARS = 100_000  # of one decoded header
MAX_SUBJECT_CHARS = 2_000
MAX_DEPTH = 30  # multiparts inside multiparts
MAX_PARTS = 1_000
MAX_ADDRESSES = 1_000  # of one header
MAX_REFERENCES = 100
MAX_ID_CHARS = 400  # of one message id; database indexes have a limit too
MAX_TEXT_CHARS = 1_000_000
MAX_HTML_CHARS = 4_000_000
MAX_REPLY_CHARS = 200_000  # of a text that is searched for quotes and signatures
MAX_FILENAME_CHARS = 200
