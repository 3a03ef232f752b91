import mailbox
import tracemalloc
from pathlib import Path

import pytest

from unsilo.connectors.email import mailboxes
from unsilo.connectors.email.mailboxes import read_mailbox
from unsilo.connectors.email.parser import parse_message
from unsilo.core.errors import Invalid


def mail(number: int, text: str = "Hello") -> bytes:
    return f"From: ann@mail.example\nMessage-ID: <{number}@mail.example>\n\n{text}\n".encode()


def ids(path: Path) -> list[str]:
    return [parse_message(found.arrival.content).external_id for found in read_mailbox(path)]


def named(count: int) -> list[str]:
    return [f"{number}@mail.example" for number in range(count)]


@pytest.fixture
def mbox(tmp_path: Path) -> Path:
    path = tmp_path / "export.mbox"
    box = mailbox.mbox(path)
    for number in range(5):
        box.add(mail(number, "From the start\nFrom here on\n>From there"))
    box.close()
    return path


def test_an_mbox_as_python_writes_it(mbox: Path) -> None:
    assert ids(mbox) == named(5)
    first = next(read_mailbox(mbox)).arrival
    assert first.meta == {"import": True, "file": "export.mbox"}
    assert parse_message(first.content).text == "From the start\nFrom here on\nFrom there"


def test_an_mbox_as_takeout_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "All mail.mbox"
    path.write_bytes(
        b"".join(
            b"From 1836@xxx Tue Jul 01 08:00:00 +0000 2025\r\n"
            + mail(number).replace(b"\n", b"\r\n")
            + b"\r\n"
            for number in range(3)
        )
    )
    assert ids(path) == named(3)


def test_words_that_look_like_a_separator_are_none(tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    path.write_bytes(
        b"From ann@mail.example Tue Jul  1 10:00:00 2025\n"
        + mail(0, "Dear all,\n\nFrom Monday on we are closed.\nFrom 10:00 to 12:00 we are not.")
        + b"\nFrom bob@mail.example Tue Jul  1 10:00:01 2025\n"
        + mail(1)
    )
    assert ids(path) == named(2)
    first = next(read_mailbox(path)).arrival.content
    assert b"From Monday on we are closed." in first


def test_keys_are_the_contents_so_a_second_run_adds_nothing(mbox: Path, tmp_path: Path) -> None:
    keys = [found.arrival.external_key for found in read_mailbox(mbox)]
    assert len(set(keys)) == 5
    single = tmp_path / "one.eml"
    single.write_bytes(next(read_mailbox(mbox)).arrival.content)
    assert next(read_mailbox(single)).arrival.external_key == keys[0]


def test_progress_ends_at_the_whole(mbox: Path) -> None:
    steps = [(found.done, found.total) for found in read_mailbox(mbox)]
    assert steps == sorted(steps)
    assert steps[-1] == (mbox.stat().st_size, mbox.stat().st_size)


def test_a_maildir_with_folders(tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "Maildir")
    for number in range(3):
        box.add(mail(number))
    box.add_folder("Sent").add(mail(3))
    trashed = mailbox.MaildirMessage(mail(4))
    trashed.set_subdir("cur")
    trashed.add_flag("T")
    box.add(trashed)
    assert sorted(ids(tmp_path / "Maildir")) == named(4)


def test_a_folder_of_files_of_all_kinds(mbox: Path) -> None:
    folder = mbox.parent
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "er" / "a.eml").write_bytes(mail(5))
    (folder / "deep" / "notes.txt").write_text("no mail")
    (folder / "empty.eml").write_bytes(b"")
    assert sorted(ids(folder)) == named(6)


def test_a_single_file_without_a_separator_is_one_mail(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(mail(0) + b"\nFrom bob@mail.example Tue Jul  1 10:00:00 2025\n" + mail(1))
    assert ids(path) == named(1)


def test_a_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="nowhere"):
        next(read_mailbox(tmp_path / "nowhere"))


def test_a_giant_among_the_mails_is_cut_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailboxes, "MAX_KEPT_BYTES", 1_000)
    path = tmp_path / "a.mbox"
    separator = b"From ann@mail.example Tue Jul  1 10:00:00 2025\n"
    path.write_bytes(separator + mail(0, "x" * 5_000) + b"\n" + separator + mail(1))
    giant, small = [found.arrival for found in read_mailbox(path)]
    assert len(giant.content) == 1_000
    assert giant.meta["oversize"]
    message = parse_message(giant.content, meta=giant.meta)
    assert message.external_id == "0@mail.example"
    assert "Only its headers" in message.text
    assert "oversize" not in small.meta


def test_r34_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "large.mbox"
    separator = b"From ann@mail.example Tue Jul  1 10:00:00 2025\n"
    with path.open("wb") as file:
        for number in range(400):
            file.write(separator + mail(number, "words of a mail\n" * 10_000))
    tracemalloc.start()
    count = sum(1 for _ in read_mailbox(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 400
    assert path.stat().st_size > 60_000_000
    assert peak < 2_000_000
