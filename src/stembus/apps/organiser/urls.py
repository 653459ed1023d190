from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from . import emergencies, organisations, overview, people, retention
from .account import login, sessions
from .counting import aftermath, proceedings
from .preparing import authorities, authority_page, papers, simulation, trustee_page, trustees
from .roll import on_the_roll, roll_changes, rolls, uploads
from .trail import page as trail
from .voting import codes, delivery, phases, proposals, reminders, resending, running, wording

services = [
    path("trustees/<uuid:trustee>/state", trustee_page.state, name="trustee_state"),
    path("trustees/<uuid:trustee>/key", trustee_page.key, name="trustee_key"),
    path(
        "trustees/<uuid:trustee>/decryptions/<slug:poll>",
        trustee_page.decryption,
        name="trustee_decryption",
    ),
    path("authorities/<uuid:authority>/state", authority_page.state, name="authority_state"),
    path("authorities/<uuid:authority>/task", authority_page.task, name="authority_task"),
    path(
        "authorities/<uuid:authority>/credentials",
        authority_page.credentials,
        name="authority_credentials",
    ),
]
# Without a language: the provider knows one address to send people back to.
single_sign_on = [path("account/", include("allauth.socialaccount.providers.openid_connect.urls"))]
pages = [
    path("", overview.home, name="home"),
    path("components/", overview.components, name="components"),
    path("login/", login.log_in, name="login"),
    path("login/link/", login.send_link, name="login_link"),
    path("logout/", login.log_out, name="logout"),
    path("account/sessions/", sessions.sessions, name="sessions"),
    path("account/sessions/<int:session>/end/", sessions.end, name="session_end"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/<uuid:organisation>/", people.organisation, name="organisation"),
    path(
        "organisations/<uuid:organisation>/<uuid:appointment>/dismiss/",
        people.dismiss_there,
        name="organisation_dismiss",
    ),
    path(
        "organisations/<uuid:organisation>/emergencies/<uuid:emergency>/end/",
        emergencies.end_there,
        name="organisation_emergency_end",
    ),
    path("emergencies/", emergencies.emergencies, name="emergencies"),
    path("emergencies/<uuid:emergency>/", emergencies.emergency, name="emergency"),
    path("elections/new/", overview.create, name="create"),
    path("elections/<uuid:election>/", overview.election, name="election"),
    path("elections/<uuid:election>/details/", overview.details, name="details"),
    path("elections/<uuid:election>/paper/", papers.paper, name="paper"),
    path("elections/<uuid:election>/polls/<uuid:poll>/", papers.poll, name="poll"),
    path(
        "elections/<uuid:election>/polls/<uuid:poll>/questions/new/",
        papers.question,
        name="new_question",
    ),
    path(
        "elections/<uuid:election>/polls/<uuid:poll>/questions/<uuid:question>/",
        papers.question,
        name="question",
    ),
    path(
        "elections/<uuid:election>/questions/<uuid:question>/remove/",
        papers.remove_question,
        name="remove_question",
    ),
    path(
        "elections/<uuid:election>/questions/<uuid:question>/simulation/",
        simulation.simulation,
        name="simulation",
    ),
    path("elections/<uuid:election>/roll/", rolls.roll, name="roll"),
    path("elections/<uuid:election>/roll/columns/", uploads.columns, name="roll_columns"),
    path("elections/<uuid:election>/roll/check/", uploads.check, name="roll_check"),
    path("elections/<uuid:election>/roll/refused.csv", uploads.refused, name="roll_refused"),
    path("elections/<uuid:election>/roll/clear/", rolls.clear, name="roll_clear"),
    path("elections/<uuid:election>/roll/<uuid:voter>/remove/", rolls.remove, name="voter_remove"),
    path("elections/<uuid:election>/roll/add/", roll_changes.add, name="voter_add"),
    path(
        "elections/<uuid:election>/roll/<uuid:voter>/change/",
        roll_changes.change,
        name="voter_change",
    ),
    path(
        "elections/<uuid:election>/roll/<uuid:voter>/take-off/",
        roll_changes.take_off,
        name="voter_take_off",
    ),
    path("elections/<uuid:election>/trustees/", trustees.trustees, name="trustees"),
    path(
        "elections/<uuid:election>/trustees/<uuid:trustee>/remove/",
        trustees.remove,
        name="trustee_remove",
    ),
    path(
        "elections/<uuid:election>/trustees/<uuid:trustee>/renew/",
        trustees.renew,
        name="trustee_renew",
    ),
    path("elections/<uuid:election>/code-authority/", authorities.authority, name="authority"),
    path(
        "elections/<uuid:election>/code-authority/renew/",
        authorities.renew,
        name="authority_renew",
    ),
    path(
        "elections/<uuid:election>/code-authority/dismiss/",
        authorities.dismiss,
        name="authority_dismiss",
    ),
    path("elections/<uuid:election>/opening/", phases.opening, name="opening"),
    path("elections/<uuid:election>/proposals/", proposals.proposals, name="proposals"),
    path(
        "elections/<uuid:election>/proposals/<uuid:proposal>/", proposals.proposal, name="proposal"
    ),
    path("elections/<uuid:election>/unschedule/", phases.unschedule, name="unschedule"),
    path("elections/<uuid:election>/close/", phases.close, name="close"),
    path("elections/<uuid:election>/delete/", phases.delete, name="delete"),
    path("elections/<uuid:election>/trail/", trail.trail, name="trail"),
    path("elections/<uuid:election>/trail/<slug:form>/", trail.file, name="trail_file"),
    path("elections/<uuid:election>/running/", running.running, name="running"),
    path("elections/<uuid:election>/running/extend/", running.extend, name="extend"),
    path("elections/<uuid:election>/running/incident/", running.incident, name="incident"),
    path("elections/<uuid:election>/messages/", wording.wording, name="wording"),
    path("elections/<uuid:election>/messages/letter/<uuid:voter>/", wording.letter, name="letter"),
    path("elections/<uuid:election>/delivery/", delivery.delivery, name="delivery"),
    path("elections/<uuid:election>/delivery/pause/", delivery.pause, name="delivery_pause"),
    path("elections/<uuid:election>/delivery/again/", resending.all_again, name="delivery_all"),
    path(
        "elections/<uuid:election>/delivery/<uuid:delivery>/again/",
        resending.again,
        name="delivery_again",
    ),
    path("elections/<uuid:election>/reminder/", reminders.remind, name="reminder"),
    path("elections/<uuid:election>/reminder/cancel/", reminders.cancel, name="reminder_cancel"),
    path("elections/<uuid:election>/retention/", retention.retention, name="retention"),
    path("elections/<uuid:election>/holds/", retention.hold, name="hold"),
    path(
        "elections/<uuid:election>/holds/<uuid:hold>/extend/", retention.extend, name="hold_extend"
    ),
    path(
        "elections/<uuid:election>/holds/<uuid:hold>/release/",
        retention.release,
        name="hold_release",
    ),
    path(
        "elections/<uuid:election>/emergencies/<uuid:emergency>/end/",
        emergencies.end,
        name="emergency_end",
    ),
    path("elections/<uuid:election>/people/", people.people, name="people"),
    path(
        "elections/<uuid:election>/people/<uuid:appointment>/dismiss/",
        people.dismiss,
        name="dismiss",
    ),
    path("elections/<uuid:election>/codes/", codes.codes, name="codes"),
    path("elections/<uuid:election>/codes/reissue/", codes.reissue, name="reissue"),
    path("elections/<uuid:election>/proceedings/", proceedings.proceedings, name="proceedings"),
    path(
        "elections/<uuid:election>/polls/<uuid:poll>/questions/<int:question>/lot/",
        proceedings.lot,
        name="lot",
    ),
    path("elections/<uuid:election>/members/", aftermath.members, name="members"),
    path(
        "elections/<uuid:election>/polls/<uuid:poll>/questions/<int:question>/departure/",
        aftermath.departure,
        name="departure",
    ),
    path("elections/<uuid:election>/objections/", aftermath.objections, name="objections"),
    path(
        "elections/<uuid:election>/objections/<uuid:objection>/ruling/",
        aftermath.ruling,
        name="ruling",
    ),
    path("elections/<uuid:election>/recount/", aftermath.recount, name="recount"),
    path("trustee/<uuid:trustee>/", trustee_page.page, name="trustee_page"),
    path("on-the-roll/<uuid:election>/", on_the_roll.on_the_roll, name="on_the_roll"),
    path("code-authority/<uuid:authority>/", authority_page.page, name="authority_page"),
]
# allauth's pages, under the names by which it knows them.
accounts: list[URLPattern | URLResolver] = [
    path(
        "account/log-in/",
        RedirectView.as_view(pattern_name="organiser:login"),
        name="account_login",
    ),
    path("account/second-factor/", include("allauth.mfa.urls")),
]
handler500 = "stembus.web.failed"
urlpatterns = [
    *services,
    *single_sign_on,
    *i18n_patterns(*accounts, path("", include((pages, "organiser")))),
]
