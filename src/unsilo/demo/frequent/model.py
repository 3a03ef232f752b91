"""Short cases that come in every week, in slightly different words each time."""

from dataclasses import dataclass

from unsilo.demo.script import flow


@dataclass(frozen=True)
class Case:
    """One question with its answer.

    A case with choices "{a|b}" comes twice, from two people: first with the words on the left,
    then with those on the right. "<order>" is a slot that the generator fills.
    """

    subject: str
    text: str
    answer: str = ""
    thanks: str = ""
    files: tuple[str, ...] = ()
    tag: str = ""
    by: str = ""

    @property
    def uses(self) -> int:
        return 2 if "{" in self.text else 1


@dataclass(frozen=True, kw_only=True)
class Family:
    """Cases of one kind: where they arrive, who answers, in which language.

    `desk` is empty when they stay where they arrive. `people` names who may write; empty means
    anyone who speaks the language, unless the case itself says `by` whom it is.
    """

    key: str
    channels: tuple[str, ...]
    desk: str = ""
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
    by: str = "",
) -> Case:
    return Case(subject, flow(text), flow(answer), flow(thanks), files, tag, by)
