"""Short cases that come in every week, in slightly different words each time."""

from dataclasses import dataclass

from unsilo.demo.script import flow


@dataclass(frozen=True)
class Case:
    """One question with its answer.

    "{a|b}" is a choice of words, "<order>" a slot that the generator fills. A case that has
    choices may come twice, from two people; one that has none comes once.
    """

    subject: str
    text: str
    answer: str = ""
    thanks: str = ""
    files: tuple[str, ...] = ()
    tag: str = ""

    @property
    def uses(self) -> int:
        return 2 if self.text.count("{") >= 2 else 1


@dataclass(frozen=True, kw_only=True)
class Family:
    """Cases of one kind: where they arrive, who answers, in which language.

    `people` names who may write; empty means anyone who speaks the language.
    """

    key: str
    channels: tuple[str, ...]
    desk: str
    owners: tuple[str, ...]
    language: str = "en"
    tags: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    public: bool = False
    permalink: str = ""
    mail_class: str = "human"
    spam: bool = False
    cases: tuple[Case, ...]


def case(
    subject: str,
    text: str,
    answer: str = "",
    thanks: str = "",
    *,
    files: tuple[str, ...] = (),
    tag: str = "",
) -> Case:
    return Case(subject, flow(text), flow(answer), flow(thanks), files, tag)
