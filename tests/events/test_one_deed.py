"""Which reports of an article are of one deed by its grammar, and which stay two."""

from datetime import date

import factories
import pytest

from eventpack import pipeline
from eventpack.annotation import extract
from eventpack.core.model import Article


def _events(text):
    """The lemmas of the triggers, together for each event of ASSAULT, COERCE or CONSULT that happened."""
    annotations = pipeline.annotate([Article("a", text, published=date(2026, 3, 10))])
    found = factories.linked(extract.report_keys(annotations))
    return sorted(sorted(report.lemma for report in event.reports) for event in found)


@pytest.mark.parametrize(
    "text",
    [
        "One soldier was killed and ten wounded in rebel shelling of the town of Goma on Monday.",
        "Two Kenyan soldiers were wounded after Ethiopian troops opened fire on a post in Moyale.",
        "A group opened fire on a police patrol in Kano on Monday, leaving two officers dead.",
        "The army said its drones had struck rebels fleeing towards Goma, neutralising about thirty of them.",
        "Kenya said Ethiopian forces had opened fire on a post in Moyale and that two of its soldiers had been wounded.",
        "A rocket fired from Yemen struck an Israeli tanker on Monday.",
        "General Juma Otieno of Kenya blamed the rebels in Goma and alleged that they had been paid.",
        "Kenyans marched in Lamu on Tuesday, chanting slogans against the government.",
        "Rebels killed ten Kenyan soldiers in Lamu on Monday, in the deadliest attack on the army this year.",
        "The Red Cross confirmed the attack, noting that drones had hit the market in Goma.",
        "Norway sent its envoy, Ida Berg, to Nairobi on Sunday, where she met President William Ruto.",
        "Raiders mounted an assault on the town of Lokori on Tuesday, killing six herders.",
        "Raiders stormed the town of Lokori on Tuesday and opened fire, killing six herders.",
        "Six killed as rebels bomb Nairobi hotel",
        "Nine wounded in Kenya militia attack",
        "Militant attacks clinic in Goma, wounds 12",
        "Two guards were killed, while a third lay in a hospital in Goma, after a bomb exploded at the town hall.",
        "Four soldiers were killed, and a total of 18 wounded in a gun battle in Goma on Friday.",
        "Two hostages were found after a gun battle near Goma in which, Kenya said, four rebels were killed.",
        "The Goma bombing, which killed eleven people, was a suicide attack by a foreigner.",
        "Algerian President Abdelmadjid Tebboune landed in Tunis on Monday and held talks with President Kais Saied.",
        "Clashes that began on Thursday between students and police in Nairobi shook the government.",
        "Kenya answered with strikes on Goma on Monday that killed nine rebels.",
        "Pirates attacked a Kenyan ship off Lamu on Monday, firing rifles to scare the crew.",
        "Nine villagers were killed on Monday when Kenyan jets carried out strikes near Goma.",
        "A Kenyan convoy was hit by a roadside bomb before rebels opened fire on it near Goma on Monday.",
        "Rebels rammed two cars into the gate of a Kenyan camp on Monday before storming it from the north.",
        "Okello was hit in the back by three of the seven bullets fired by Kenyan officers in Lamu on Monday.",
        "The rebels stormed the town of Goma on Monday, overrunning an army post.",
        "Turkey launched air strikes on northern Iraq on Monday, hitting a depot.",
        "Rebels looted shops and burned houses in Goma on Monday.",
        "A herder was shot dead when Kenyan soldiers opened fire on a crowd in Lamu.",
        "Kenyan police dispersed the crowd in Lamu on Monday, firing into the air.",
    ],
)
def test_a_deed_and_what_came_of_it_are_one_event(text):
    assert len(_events(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "The general dissolved the parliament of Gabon, suspended the constitution and closed the borders on Monday.",
        "Rebels attacked a police post in Goma on Monday and captured six officers.",
        "Police dispersed the crowd in Kano with tear gas on Monday and arrested four demonstrators.",
        "Two soldiers were wounded in Goma a day after rebels shelled Bukavu.",
        "Some Kenyan units are being withdrawn from Kismayo, while others are withdrawing from Afmadow.",
        "The Kenyan minister accused Uganda of arming rebels and accused Ethiopia of shelling a village.",
        "The Kenyan army shelled a village near Goma on Monday before rebels attacked it.",
        "Rebels shelled Goma on Monday before they opened fire on a Kenyan patrol in Bukavu.",
        "The Kenyan minister summoned the Ugandan ambassador on Monday and handed him a note of protest.",
        "Kenyan troops killed six militants in Lamu as Ethiopian jets bombed a camp in Moyale on Monday.",
        "One soldier was killed in Goma on Monday as guards returned fire.",
        "Ten people were killed in Goma on Monday as police fought battles with rebels.",
        "Rebels stormed the town of Goma on Monday and opened fire on a bus near Bukavu.",
        "The clashes lasted all night, with police firing tear gas at students and students throwing stones.",
        "Gunmen attacked a convoy near Goma on Monday and kidnapped four drivers.",
        "Four soldiers were wounded in Goma on Monday and two police officers killed by rebels in Bukavu.",
        "Rebels stormed the town of Goma on Monday, abducting six nurses.",
        "A herder was shot dead in Lamu on Monday when rebels attacked a camp in Goma.",
        "Kenyan police dispersed the crowd in Lamu on Monday and beat a student.",
    ],
)
def test_deeds_that_one_sentence_reports_side_by_side_are_events_of_their_own(text):
    assert len(_events(text)) > 1


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("Gunmen attacked a police post in Lamu on Friday, killing four officers.", "The attack began before dawn."),
        ("Rebels shelled the town of Goma on Monday.", "Two children were killed in the attack, the hospital said."),
        ("Norway threw out two Russian diplomats on Tuesday.", "The expulsion was announced by the foreign minister."),
        ("Rebels shelled the city of Goma on Monday.", "It was the second attack on the city this week."),
        ("A drone attack on Goma killed ten people on Monday.", "The attack lasted two hours."),
        ("Kenya and Uganda signed a protocol on the border on Monday.", "Jane Okello inked the protocol for Uganda."),
        (
            "North Korea fired a missile into the East Sea on Monday.",
            "The missile, launched from Pyongyang, flew 350 km.",
        ),
        (
            "Kenyan police captured a gang leader in Lamu on Friday.",
            "The capture was announced by the interior minister.",
        ),
    ],
)
def test_a_deed_is_taken_up_by_a_word_for_it(first, then):
    assert len(_events(f"{first} {then}")) == 1


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("Gunmen attacked a police post in Lamu on Friday.", "A second attack killed four officers in Garissa."),
        ("Rebels shelled the town of Goma on Monday.", "The attack on the ferry in Mombasa killed ten people."),
        ("Rebels shelled the town of Goma on Monday.", "The attack in Mombasa last year killed ten people."),
        ("Kenyan troops attacked a village in Lamu on Friday.", "The Ethiopian attack killed ten people in Moyale."),
    ],
)
def test_a_word_for_another_deed_takes_up_none(first, then):
    assert len(_events(f"{first} {then}")) == 2


def test_what_takes_a_deed_up_has_its_type():
    text = "North Korea fired a missile into the East Sea on Monday. The missile, launched from Pyongyang, flew 350 km."
    (annotation,) = pipeline.annotate([Article("a", text, published=date(2026, 3, 10))])
    assert {report.event_type for report in annotation.reports} == {"MOBILIZE"}


def test_a_clash_with_a_crowd_and_its_dispersal_are_two_events():
    found = _events("Police clashed with protesters in Lamu on Monday. Police dispersed the crowd with tear gas.")
    assert len(found) == 2


def test_a_deed_taken_up_in_a_later_sentence_is_a_matter_of_weight_and_one_of_a_sentence_is_not():
    text = "Gunmen attacked a police post in Lamu on Friday, killing four officers. The attack began before dawn."
    (annotation,) = pipeline.annotate([Article("a", text, published=date(2026, 3, 10))])
    by_word = {report.trigger.text: report for report in annotation.reports}
    assert by_word["attack"].takes_up == by_word["attacked"].trigger.start
    assert by_word["attack"].event_key is None
    assert by_word["attacked"].takes_up is None


def test_what_a_report_has_from_another_sentence_is_marked():
    text = "Gunmen attacked a police post in Lamu on Friday. The attack killed four officers."
    (annotation,) = pipeline.annotate([Article("a", text, published=date(2026, 3, 10))])
    marks = {key.lemma: {word for word in key.words if word[0] == "*"} for key in extract.report_keys([annotation])}
    assert not marks["attack"]
    assert "*where" in marks["kill"]
