"""Addresses of the portal. None says anything about a case, and none holds a name, a URN or a secret (T2)."""

from django.urls import path

from web.portal import (
    views_case,
    views_dates,
    views_help,
    views_in,
    views_language,
    views_letters,
    views_looks,
    views_meetings,
    views_messages,
    views_reading,
    views_record,
    views_reviews,
    views_safety,
)
from web.portal.urls_choices import CHOICES

app_name = "portal"

urlpatterns = [
    path("", views_in.start, name="start"),
    path("before-you-start/", views_in.safety, name="safety"),
    path("come-in/", views_in.come_in, name="come_in"),
    path("code/", views_in.one_time_code, name="code"),
    path("your-number/", views_in.your_number, name="your_number"),
    path("before-you-go-on/", views_safety.how_to_leave, name="how_to_leave"),
    path("once-more/", views_safety.once_more, name="once_more"),
    path("exit/", views_in.leave_quickly, name="exit"),
    path("sign-out/", views_in.sign_out, name="sign_out"),
    path("signed-out/", views_in.signed_out, name="signed_out"),
    path("english/", views_language.language, {"code": "en"}, name="in_english"),
    path("cymraeg/", views_language.language, {"code": "cy"}, name="in_welsh"),
    path("help/accessibility/", views_in.accessibility, name="accessibility"),
    path("help/cookies/", views_in.cookies, name="cookies"),
    path("help/privacy/", views_in.privacy, name="privacy"),
    path("help/guides/", views_help.guides, name="guides"),
    path("help/guides/<int:number>/", views_help.guide, name="guide"),
    path("help/near/", views_help.help_near, name="help_near"),
    path("updates/", views_case.choose, name="choose"),
    path("updates/<uuid:victim_id>/", views_case.home, name="home"),
    path("updates/<uuid:victim_id>/so-far/", views_case.happened, name="happened"),
    path("updates/<uuid:victim_id>/each/", views_case.charges, name="charges"),
    path("updates/<uuid:victim_id>/words/", views_case.words, name="words"),
    path("updates/<uuid:victim_id>/messages/", views_messages.messages, name="messages"),
    path("updates/<uuid:victim_id>/messages/sent/", views_messages.message_sent, name="message_sent"),
    path("updates/<uuid:victim_id>/dates/", views_dates.dates, name="dates"),
    path("updates/<uuid:victim_id>/dates/<uuid:hearing_id>/calendar/", views_dates.calendar, name="date_calendar"),
    path("updates/<uuid:victim_id>/meetings/", views_meetings.meetings, name="meetings"),
    path("updates/<uuid:victim_id>/meetings/<uuid:meeting_id>/", views_meetings.meeting, name="meeting"),
    path("updates/<uuid:victim_id>/meetings/<uuid:meeting_id>/answer/", views_meetings.choose, name="meeting_choose"),
    path("updates/<uuid:victim_id>/meetings/<uuid:meeting_id>/needs/", views_meetings.needs, name="meeting_needs"),
    path(
        "updates/<uuid:victim_id>/meetings/<uuid:meeting_id>/questions/",
        views_meetings.questions,
        name="meeting_questions",
    ),
    path("updates/<uuid:victim_id>/meetings/<uuid:meeting_id>/again/", views_meetings.again, name="meeting_again"),
    path(
        "updates/<uuid:victim_id>/meetings/<uuid:meeting_id>/calendar/",
        views_meetings.calendar,
        name="meeting_calendar",
    ),
    path("updates/<uuid:victim_id>/rights/", views_reading.rights, name="rights"),
    path("updates/<uuid:victim_id>/safety/", views_looks.your_safety, name="your_safety"),
    path("updates/<uuid:victim_id>/safety/looks/", views_looks.looks, name="looks"),
    path("updates/<uuid:victim_id>/letters/", views_letters.letters, name="letters"),
    path("updates/<uuid:victim_id>/rights/again/", views_reviews.reviews, name="reviews"),
    path("updates/<uuid:victim_id>/rights/again/<uuid:told_id>/", views_reviews.review, name="review"),
    path("updates/<uuid:victim_id>/rights/again/<uuid:told_id>/ask/", views_reviews.review_ask, name="review_ask"),
    path("updates/<uuid:victim_id>/rights/again/<uuid:told_id>/sent/", views_reviews.review_asked, name="review_asked"),
    path(
        "updates/<uuid:victim_id>/rights/again/<uuid:told_id>/further/",
        views_reviews.review_further,
        name="review_further",
    ),
    path("updates/<uuid:victim_id>/letters/take/", views_record.take, name="take"),
    path("updates/<uuid:victim_id>/letters/<uuid:letter_id>/", views_reading.letter, name="letter"),
    path("updates/<uuid:victim_id>/letters/<uuid:letter_id>/not-clear/", views_letters.not_clear, name="not_clear"),
    path("updates/<uuid:victim_id>/letters/<uuid:letter_id>/copy/", views_reading.download, name="download"),
    path("updates/<uuid:victim_id>/letters/<uuid:letter_id>/more/<int:number>/", views_reading.leaflet, name="leaflet"),
    path(
        "updates/<uuid:victim_id>/letters/<uuid:letter_id>/large-print/", views_reading.large_print, name="large_print"
    ),
    *CHOICES,
]
