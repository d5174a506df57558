"""SQL of finding patients: one index a statement, the best matches first."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Final, TypeAlias, TypeVar

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    Uuid,
    all_,
    and_,
    bindparam,
    cast,
    collate,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Session, defer

from server.core.counters import Counter
from server.features.patients import searching
from server.features.patients.tables import SEALED, NameWord, Patient
from shared.ids import PatientId
from shared.rules.likeness import telling

# So many of those that fit are compared with what was typed; who has a name of thousands is told by more letters.
_COMPARED: Final = 500
_ALIKE: Final = 40
_WHOLE_PHONE: Final = 7
_YEARS: Final = 2
_SIMILAR_WORDS: Final = 16
# A word shares this much of its trigrams with a misspelt one.
_LIKE_ENOUGH: Final = 0.35
_SHORT: Final = 3
_SHORTEST_PART: Final = 4
_LONGEST_SERIAL: Final = 7
_LAST: Final = "\U0010ffff"
_VERSION: Final = "patients:search"
_LIGHT: Final = tuple(defer(column, raiseload=True) for column in SEALED)
"""Without what rests encrypted."""

_WAYS: Final = ("seqscan", "indexscan", "indexonlyscan", "bitmapscan")

_One = TypeVar("_One")
_Ids: TypeAlias = Sequence[PatientId]
_Statement: TypeAlias = Select[PatientId]
_Stage: TypeAlias = Callable[[_Ids, int], _Ids]
"""Finds up to so many who are not among those found already."""


def _among(*conditions: ColumnElement[bool]) -> Select[PatientId, str]:
    seen = bindparam("seen", type_=ARRAY(Uuid))
    return select(Patient.id, Patient.name_folded).where(Patient.is_active, Patient.id != all_(seen), *conditions)


def _ranked(*conditions: ColumnElement[bool]) -> _Statement:
    """The likest first, of the first few hundred that fit: without an order of its own the index is left early."""
    near = _among(*conditions).limit(_COMPARED).subquery()
    likeness = func.similarity(near.c.name_folded, bindparam("typed", type_=Text))
    return select(near.c.id).order_by(likeness.desc(), near.c.name_folded, near.c.id).limit(bindparam("most"))


def _walked(key: Any, order: Sequence[ColumnElement[Any]]) -> _Statement:
    """As the index stands: no more is read than is shown."""
    begins = and_(key >= bindparam("start", type_=Text), key < bindparam("stop", type_=Text))
    found = _among(begins).order_by(*order).limit(bindparam("most")).subquery()
    return select(found.c.id)


_PHONE_END: Final = collate(func.reverse(Patient.phone_digits), "C")
BY_NUMBER: Final = select(Patient.id).where(Patient.is_active, Patient.patient_no == bindparam("number"))
BY_NUMBER_BEGUN: Final = _walked(Patient.patient_no, (Patient.patient_no.asc(),))
BY_NAME_BEGUN: Final = _walked(Patient.name_folded, (Patient.name_folded.asc(), Patient.id.asc()))
BY_KEYS: Final = _ranked(Patient.found_by.contains(bindparam("keys", type_=ARRAY(Text))))
BY_KEYS_AND_YEAR: Final = _ranked(
    Patient.found_by.contains(bindparam("keys", type_=ARRAY(Text))),
    Patient.found_by.overlap(bindparam("years", type_=ARRAY(Text))),
)
BY_PHONE_END: Final = _walked(_PHONE_END, (_PHONE_END.asc(), Patient.id.asc()))
BY_PHONE_BEGUN: Final = _walked(Patient.phone_digits, (Patient.phone_digits.asc(), Patient.id.asc()))
BY_PHONE_PART: Final = _ranked(Patient.phone_digits.like(bindparam("part", type_=Text)))
_TYPED_WORD: Final = bindparam("word", type_=Text)
SIMILAR_WORDS: Final = (
    select(NameWord.word)
    .where(
        or_(NameWord.word.op("%", is_comparison=True)(_TYPED_WORD), NameWord.word.like(bindparam("part", type_=Text)))
    )
    .order_by(func.similarity(NameWord.word, _TYPED_WORD).desc(), NameWord.word)
    .limit(_SIMILAR_WORDS)
)


def _by(*kinds: str) -> Select[Any]:
    """Lets the planner answer in these ways alone.

    For few rows of many it would read along some other index until enough fit; where hardly any fit, that is everyone.
    """
    allowed = (func.set_config(f"enable_{way}", "on" if way in kinds else "off", literal(value=True)) for way in _WAYS)
    return select(*allowed, func.set_config("pg_trgm.similarity_threshold", str(_LIKE_ENOUGH), literal(value=True)))


_WALKING: Final = _by("indexscan")
_GATHERING: Final = _by("bitmapscan")
_ANY_WAY: Final = _by(*_WAYS)


class PatientSearch:
    """Stage after stage, each less exact than the one before, until there are enough."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._way: Select[Any] | None = None

    def find(self, term: str, limit: int) -> list[Patient]:
        """Active patients, the best match first."""
        found = self._ids(term, limit)
        self._choose(_ANY_WAY)
        return self._loaded(found)

    def look_alikes(self, name: str, phone_digits: str, born: date | None) -> list[Patient]:
        """Who might be the person whose name, phone and birth are typed so far, in no order."""
        found: list[PatientId] = []
        if len(phone_digits) >= _WHOLE_PHONE:
            found += self._walk(BY_PHONE_END, phone_digits[-_WHOLE_PHONE:][::-1], found, _ALIKE)
        words = telling(searching.latin_words(name))
        for keys in _alike_keys(words):
            found += self._named_alike(keys, " ".join(words), born, found)
        self._choose(_ANY_WAY)
        return self._loaded(found)

    def learn(self, words: Iterable[str]) -> None:
        """Remember the words of a name. Call before anything that others wait for: two who bring a word wait too."""
        # In one order, so that nobody waits for somebody who waits for him.
        new = select(func.unnest(cast(literal(sorted(set(words)), ARRAY(Text)), ARRAY(Text))))
        self._session.execute(insert(NameWord).from_select(["word"], new).on_conflict_do_nothing())

    def version(self) -> int | None:
        """Which version's keys everyone is found by."""
        return self._session.scalar(select(Counter.last).where(Counter.name == _VERSION))

    def note_version(self, version: int) -> None:
        noted = insert(Counter).values(name=_VERSION, last=version)
        self._session.execute(noted.on_conflict_do_update(index_elements=[Counter.name], set_={"last": version}))

    def named_after(self, after: PatientId | None, most: int) -> Sequence[Patient]:
        """What the keys of the next ones are made of; nobody changes their cards meanwhile."""
        named = select(Patient).options(*_LIGHT).order_by(Patient.id).limit(most)
        if after is not None:
            named = named.where(Patient.id > after)
        return self._session.scalars(named.with_for_update(key_share=True)).all()

    def former_keys(self, numbers: Sequence[str]) -> set[str]:
        """What finds the records of these numbers, which became part of another."""
        keys = set[str]()
        for one in self._session.scalars(select(Patient).options(*_LIGHT).where(Patient.patient_no.in_(numbers))):
            keys |= searching.former_keys(one.patient_no, one.phone_digits)
            keys.update(searching.kept(one.patient_no, one.name, one.name_local, one.birth_date).found_by)
        return keys

    def renew(self, found: Mapping[PatientId, searching.Found]) -> None:
        """Without a new version of the card: whoever edits it has not missed anything."""
        if found:
            renewed = update(Patient).where(Patient.id == bindparam("its_id"))
            renewed = renewed.values(name_folded=bindparam("its_name"), found_by=bindparam("its_keys"))
            rows = [{"its_id": of, "its_name": it.name_folded, "its_keys": it.found_by} for of, it in found.items()]
            self._session.connection().execute(renewed, rows)

    def _ids(self, term: str, limit: int) -> _Ids:
        if number := searching.number_in(term):
            exact = self._ask(_WALKING, BY_NUMBER, {"number": number})
            if exact or (exact := self._have([searching.number_key(number)], "", [], limit)):
                return exact
        found: list[PatientId] = []
        for stage in self._stages(term):
            found += stage(found, limit - len(found))
            if len(found) >= limit:
                break
        return found

    def _stages(self, term: str) -> Iterator[_Stage]:
        if begun := searching.number_begun(term):
            yield partial(self._walk, BY_NUMBER_BEGUN, begun)
        if phone := searching.phone_in(term):
            yield from self._phone_stages(phone, abroad=term.lstrip().startswith("+"))
            return
        words = searching.words(term)
        parts = [word for word in words if word.isdecimal() and len(word) >= _SHORT]
        words = [word for word in words if word not in parts]
        if not words:
            return
        if parts:
            yield partial(self._named_with_number, words, parts)
            return
        typed = " ".join(words)
        yield partial(self._walk, BY_NAME_BEGUN, typed)
        yield partial(self._have, [searching.whole(word) for word in words], typed)
        yield partial(self._have, [searching.beginning(word) for word in words], typed)
        if max(map(len, words)) >= _SHORT:
            yield partial(self._have, _heard(words, searching.sound_keys), typed)
            yield partial(self._have, _heard(words, searching.begun_sound_keys), typed)
            yield partial(self._resemble, words, typed)

    def _phone_stages(self, phone: str, *, abroad: bool) -> Iterator[_Stage]:
        if len(phone) >= _SHORTEST_PART:
            yield partial(self._walk, BY_PHONE_END, phone[::-1])
        if len(phone) >= _WHOLE_PHONE:
            yield partial(self._have, [searching.phone_key(phone)], "")
        yield partial(self._walk, BY_PHONE_BEGUN, phone)
        if len(phone) <= _LONGEST_SERIAL:
            yield partial(self._have, [searching.serial_key(phone)], "")
        yield partial(self._hold, phone)
        if abroad and len(phone) > 2 * _SHORT:
            yield partial(self._hold, phone[_SHORT:])  # no country code has more digits

    def _ask(self, way: Select[Any], statement: Select[_One], given: Mapping[str, Any]) -> Sequence[_One]:
        self._choose(way)
        return self._session.scalars(statement, given).all()

    def _choose(self, way: Select[Any]) -> None:
        """Until another is chosen, or the transaction ends."""
        if way is not self._way:
            self._session.execute(way)
            self._way = way

    def _walk(self, statement: _Statement, start: str, seen: _Ids, most: int) -> _Ids:
        given = {"start": start, "stop": start + _LAST, "seen": seen, "most": most}
        return self._ask(_WALKING, statement, given)

    def _have(self, keys: list[str], typed: str, seen: _Ids, most: int) -> _Ids:
        return self._ask(_GATHERING, BY_KEYS, {"keys": keys, "typed": typed, "seen": seen, "most": most})

    def _named_alike(self, keys: list[str], typed: str, born: date | None, seen: _Ids) -> _Ids:
        given: dict[str, object] = {"keys": keys, "typed": typed, "seen": seen, "most": _ALIKE}
        if born is None:
            return self._ask(_GATHERING, BY_KEYS, given)
        near = range(born.year - _YEARS, born.year + _YEARS + 1)
        given["years"] = [searching.year_key(None), *map(searching.year_key, near)]
        return self._ask(_GATHERING, BY_KEYS_AND_YEAR, given)

    def _hold(self, part: str, seen: _Ids, most: int) -> _Ids:
        given = {"part": f"%{part}%", "typed": "", "seen": seen, "most": most}
        return self._ask(_GATHERING, BY_PHONE_PART, given)

    def _named_with_number(self, words: list[str], parts: list[str], seen: _Ids, most: int) -> _Ids:
        """A name, and digits of the phone or of the patient number: those first, since they tell more than any name."""
        told = (
            or_(Patient.phone_digits.contains(part), Patient.found_by.contains(_keys([searching.serial_key(part)])))
            for part in parts
        )
        near = _among(*told).add_columns(Patient.found_by).cte().prefix_with("MATERIALIZED")
        likeness = func.similarity(near.c.name_folded, bindparam("typed", type_=Text))
        named = (
            select(near.c.id)
            .where(near.c.found_by.contains(_keys([searching.beginning(word) for word in words])))
            .order_by(likeness.desc(), near.c.name_folded, near.c.id)
            .limit(bindparam("most"))
        )
        return self._ask(_GATHERING, named, {"typed": " ".join(words), "seen": seen, "most": most})

    def _resemble(self, words: list[str], typed: str, seen: _Ids, most: int) -> _Ids:
        """Each word begins so, sounds so, or is like a word that somebody has in his name."""
        alike = [self._like(word) for word in words]
        if not all(alike):
            return []
        each = (Patient.found_by.overlap(_keys(keys)) for keys in alike)
        return self._ask(_GATHERING, _ranked(*each), {"typed": typed, "seen": seen, "most": most})

    def _like(self, word: str) -> list[str]:
        keys = [searching.beginning(word)]
        if len(word) >= _SHORT:
            similar = self._ask(_GATHERING, SIMILAR_WORDS, {"word": word, "part": f"%{_plain(word)}%"})
            keys += [searching.whole(each) for each in similar]
            keys += searching.sound_keys(word)
        return keys

    def _loaded(self, ids: _Ids) -> list[Patient]:
        """In their order, without what rests encrypted: no row of a search shows it."""
        people = self._session.scalars(select(Patient).options(*_LIGHT).where(Patient.id.in_(ids))) if ids else ()
        by_id = {person.id: person for person in people}
        return [by_id[each] for each in ids]


def has_said(term: str) -> ColumnElement[bool]:
    """For lists of other things that are looked through by their patient: name, number, or digits of the phone."""
    if number := searching.number_in(term):
        return Patient.patient_no == number
    if phone := searching.phone_in(term):
        return or_(
            Patient.phone_digits.contains(phone), Patient.found_by.contains(_keys([searching.serial_key(phone)]))
        )
    return Patient.found_by.contains(_keys([searching.beginning(word) for word in searching.words(term)]))


def _alike_keys(words: list[str]) -> Iterator[list[str]]:
    """Every word sounds so; or the last, which may not be typed whole, begins so."""
    if words:
        yield _heard(words, searching.sound_keys)
        yield [*_heard(words[:-1], searching.sound_keys), *_heard(words[-1:], searching.begun_sound_keys)]


def _heard(words: Iterable[str], keys: Callable[[str], list[str]]) -> list[str]:
    return [key for word in words for key in keys(word)]


def _keys(keys: list[str]) -> ColumnElement[list[str]]:
    return literal(keys, ARRAY(Text))


def _plain(typed: str) -> str:
    """A typed % is a percent sign."""
    return typed.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
