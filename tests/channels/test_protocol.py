"""Every channel keeps the one protocol, and none shows personal data when it is printed."""

import datetime as dt
import inspect

import pytest
from django.utils import timezone

from communications.channels.base import DeliveryChannel
from communications.channels.email import SmtpChannel
from communications.channels.letter import PrintFolderChannel
from communications.channels.portal import PortalChannel
from communications.channels.provider import HttpProviderChannel
from communications.channels.recording import RecordingChannel
from communications.channels.text import RecordedTextChannel
from communications.rules.outcomes import Accepted, AlreadySent, Found, Listing, NotFound, ProviderStatus
from communications.rules.vocabulary import Channel
from tests.channels.messages import outgoing

CHANNELS = [
    SmtpChannel,
    PrintFolderChannel,
    PortalChannel,
    HttpProviderChannel,
    RecordingChannel,
    RecordedTextChannel,
]


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("method", ["send", "look_up", "list_day", "from_settings"])
def test_every_channel_has_the_signatures_of_the_protocol(channel, method):
    def shape(owner):
        signature = inspect.signature(getattr(owner, method))
        return [(each.name, each.kind) for each in signature.parameters.values()]

    assert shape(channel) == shape(DeliveryChannel)


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_is_built_from_settings(channel):
    assert isinstance(channel.from_settings(), channel)


def test_a_message_that_is_printed_shows_no_personal_data():
    shown = repr(outgoing(channel=Channel.TEXT, recipient="07700 900123"))

    assert "900123" not in shown
    assert "update for you" not in shown


def test_a_recorded_text_is_written_once_and_found_again(tmp_path):
    channel = RecordedTextChannel(folder=tmp_path)
    message = outgoing(channel=Channel.TEXT, recipient="07700 900123")

    assert channel.look_up(send_ref=message.send_ref) == NotFound()
    assert channel.send(message=message) == Accepted()
    assert channel.send(message=message) == AlreadySent()
    assert channel.look_up(send_ref=message.send_ref) == Found(provider_id="", status=ProviderStatus.DELIVERED)


def test_the_recording_channel_knows_its_references():
    RecordingChannel.forget()
    message = outgoing()

    outcomes = [RecordingChannel.from_settings().send(message=message) for _ in range(2)]

    assert [type(outcome) for outcome in outcomes] == [Accepted, AlreadySent]
    assert RecordingChannel.sent == {message.send_ref: message}
    RecordingChannel.forget()


@pytest.mark.parametrize("make", [RecordedTextChannel, PrintFolderChannel])
def test_a_folder_lists_what_it_took_that_day(make, tmp_path):
    """R5."""
    channel = make(folder=tmp_path)
    today = timezone.localdate()
    message = outgoing(print_run_on=today)
    channel.send(message=message)

    assert channel.list_day(day=today) == Listing(frozenset({message.send_ref}))
    assert channel.list_day(day=today - dt.timedelta(days=1)) == Listing(frozenset())


def test_publishing_a_portal_copy_needs_nobody_outside_and_is_harmless_twice():
    message = outgoing(channel=Channel.PORTAL)

    assert PortalChannel().send(message=message) == Accepted()
    assert PortalChannel().look_up(send_ref=message.send_ref) == NotFound()
