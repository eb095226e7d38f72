"""Who is meant by a noun phrase."""

from eventpack.actors import ActorFinder
from eventpack.parse import parse


def test_a_country_and_an_agent_noun_compose_to_one_actor():
    doc = parse("Russian troops left the base.")
    mention = ActorFinder(doc, ()).mention(doc[1])
    assert mention.text == "Russian troops"
    assert (mention.actor.actor_id, mention.actor.sector, mention.actor.country) == ("rus-mil", "MIL", "RUS")
