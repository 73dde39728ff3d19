"""Who goes through which story, on which channel, and what it is about."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random

from shops.models import Channel
from umkm_aftersales.demo.complaints import told_before
from umkm_aftersales.demo.people import customer
from umkm_aftersales.demo.purchases import channel_of
from umkm_aftersales.demo.script import Play, Script, Story


def cast(scripts: Mapping[str, Script], channels: Sequence[Channel], dice: Random) -> Iterator[Play]:
    """Every case of the scripts, in any order; one that another turns into comes with that other as its `origin`."""
    told = [
        (script, story)
        for script in scripts.values()
        for story in script.stories
        for _time in range(story.times)
    ]
    dice.shuffle(told)
    for number, (script, story) in enumerate(told, start=1):
        play = _play(number, script, story, channels)
        if story.becomes is None:
            yield play
        else:
            kind, goes_on = story.becomes
            follower = _play(len(told) + number, scripts[kind], goes_on, [play.channel])
            follower.customer, follower.origin = play.customer, play
            play.matter = told_before(follower.matter, kind)
            yield follower


def _play(number: int, script: Script, story: Story, channels: Sequence[Channel]) -> Play:
    dice = Random(f"case {number}")
    channel = channel_of(story.channels or script.channels, channels, dice)
    return Play(number, script, story, channel, customer(number, dice), script.matter(story, dice), dice)
