"""The words of a message that are read."""


def words_of(subject: str, short: str, whole: str) -> str:
    """What was said: without quotes and signature where that leaves something, with a new subject."""
    said = short.strip() or whole.strip()
    is_answer = subject.casefold().startswith(("re:", "aw:", "fw:", "fwd:", "wg:"))
    if not subject or is_answer or said.startswith(subject):
        return said
    return f"{subject}\n{said}".strip()
