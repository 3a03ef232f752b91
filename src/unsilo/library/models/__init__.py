"""The nouns of the library."""

from unsilo.library.models.facts import Fact, FactStatus
from unsilo.library.models.voice import Phrase, PhraseLevel, VoiceGuide

__all__ = ["Fact", "FactStatus", "Phrase", "PhraseLevel", "VoiceGuide"]
