"""What an action refuses, as a stable code with a text that says what to do.

Codes are public: tests, scripts and the API name them. Texts may change.
"""

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """An action was not done, and nothing was changed. `code` is a key of `TEXTS`."""

    def __init__(self, code: str, /, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    @property
    def text(self) -> str:
        return str(TEXTS[self.code]) % self.details

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"


TEXTS = {
    "election.frozen": _("The election is scheduled or open: its content is frozen."),
    "election.phase": _("This can't be done in the present phase (%(phase)s)."),
    "election.incomplete": _("The election can't open yet: %(missing)s"),
    "election.closing_before_opening": _("The closing time must be after the opening time."),
    "election.time_past": _("That time has passed. Choose a time in the future."),
    "access.by": _("Say who has reviewed it: --by ADDRESS."),
    "access.changed": _(
        "The rights have changed since this report was made. Make a new one and review that."
    ),
    "emergency.operator": _("Only operators ask for an emergency entry and agree to one."),
    "emergency.hours": _("Choose from 1 to %(most)s hours."),
    "emergency.waiting": _("You asked for this already: it waits for another operator."),
    "emergency.same_person": _("You asked for this yourself: another operator must decide."),
    "emergency.decided": _("This was decided already, or waited too long. Ask again."),
    "emergency.ended": _("This entry has ended already, or never began."),
    "terms.bounds": _("Choose from %(least)s to %(most)s days."),
    "terms.record": _("The record is kept at least as long as all the rest."),
    "hold.past": _("That time has passed. Choose a time in the future."),
    "hold.ended": _("This hold has ended already."),
    "hold.not_later": _("A hold can only be extended to a later time."),
    "hold.late": _("Nothing is left that could be held."),
    "state.note": _("Nothing was noted to compare with: give a file with --noted."),
    "state.rows": _("There were %(before)s rows of %(table)s, and now there are %(there)s."),
    "state.checkpoint": _(
        "The board of %(poll)s is not the one whose %(events)s events were signed."
    ),
    "state.ballots": _(
        "The board of %(poll)s has %(placed)s ballots, and %(accepted)s were accepted."
    ),
    "state.keys": _(
        "The keys of personal data are not all here (%(lost)s can't be opened): put the file "
        "“personal” back from the backup."
    ),
    "state.postgresql": _("Elections are set aside from PostgreSQL alone."),
    "state.age": _("age could not encrypt: it says why above."),
    "state.where": _("Say where to and for whom: --folder and --recipients."),
    "archive.deleted": _(
        "The ballots have been deleted, as was chosen before the opening: nothing can be counted "
        "again here. Who has the archive can still verify it."
    ),
    "appointment.last": _("An election needs an organiser: appoint another one first."),
    "appointment.operator": _(
        "An operator has no role in an organisation, and in one election for 24 hours at most: "
        "give a time."
    ),
    "organisation.duplicate": _("There is an organisation with this name already."),
    "organisation.unknown": _("There is no such organisation."),
    "organisation.needed": _("There are several organisations: name the one whose election it is."),
    "organisation.none": _(
        "You organise in no organisation. Ask who runs this installation to make one."
    ),
    "appointment.past": _("That time has passed. Choose a time in the future."),
    "election.no_closing_time": _(
        "The voting has no closing time: it lasts until you close it, so it need not be extended."
    ),
    "election.not_later": _("The new closing time must be later than the one there is."),
    "election.file": _("The file does not describe an election: %(why)s"),
    "election.time": _("Give a time like 2027-03-01T09:00+01:00, with its time zone."),
    "election.unknown": _("There is no such election."),
    "text.control": _("The text contains invisible control characters. Type it again."),
    "text.invalid": _("This value is not possible: %(why)s"),
    "poll.last": _("An election needs at least one ballot paper: this is the last one."),
    "poll.in_use": _("Voters on the roll belong to this ballot paper. Remove them first."),
    "poll.name": _("Each ballot paper needs a name of its own."),
    "question.answers": _("Give at least one candidate or answer, each on a line of its own."),
    "question.duplicate_answer": _("“%(answer)s” is there twice. Each candidate must be unique."),
    "question.bounds": _(
        "The minimum can't be more than the maximum, and the maximum not more than the number "
        "of candidates (%(count)s)."
    ),
    "question.title": _("Give the question a text."),
    "question.too_many": _("At most %(limit)s candidates fit on one question."),
    "question.list_name": _("Give each list a name."),
    "question.duplicate_list": _("“%(list)s” is there twice. Each list needs a name of its own."),
    "question.list_empty": _("“%(list)s” has no candidates."),
    "question.lists_needed": _("These rules need lists: give each list with its candidates."),
    "question.lists_unwanted": _("These rules have no lists: give the candidates alone."),
    "question.rules_missing": _("Choose the rules by which seats are given."),
    "question.seats": _("Give the number of seats, from 1 to %(limit)s."),
    "question.decision": _(
        "A decision has the answers yes and no, or yes, no and abstain, in this order; voters "
        "choose exactly one; and there are no seats."
    ),
    "trustee.minimum": _(
        "An election needs at least two trustees, so that none can decrypt alone."
    ),
    "trustee.duplicate": _("There is a trustee with this address already."),
    "trustee.token": _("This link is not valid. Open the link from your invitation again."),
    "trustee.key_exists": _("You have made your key already. Keep the file that you saved."),
    "trustee.key_invalid": _("The key is not valid. Reload the page and make it again."),
    "trustee.key_duplicate": _("Another trustee has the same key. Make a new one."),
    "decryption.exists": _("You have already decrypted this ballot paper: nothing more to do."),
    "decryption.invalid": _(
        "This decryption was not made with your key for this election. Choose the key file that "
        "you saved for it."
    ),
    "decryption.not_ready": _("There is nothing to decrypt yet: the voting is not closed."),
    "roll.encoding": _(
        "This is no text that can be read. Save it as “CSV UTF-8” or as an Excel workbook (.xlsx)."
    ),
    "roll.unreadable": _("The file can't be read. Save it again as CSV UTF-8 or as .xlsx."),
    "roll.no_header": _(
        "The first row holds a voter. Put a row with headings above it: email, name, …"
    ),
    "roll.too_wide": _("The file has too many columns: at most %(limit)s."),
    "columns.address": _("Say which column holds the e-mail addresses or the references."),
    "columns.twice": _("Two columns can't hold the same. Leave one of them aside."),
    "roll.too_large": _("The file is too large: at most %(limit)s MB."),
    "roll.unpacked": _("The workbook is too large: unpacked at most %(limit)s MB."),
    "roll.too_many": _("The file has too many rows: at most %(limit)s."),
    "roll.empty": _("The file has no rows with voters."),
    "roll.none_pending": _("There is no file waiting to be confirmed. Choose it again."),
    "roll.not_checked": _("The rows of the file are not all checked yet. Wait for it."),
    "roll.changed": _(
        "The roll or the ballot papers have changed since the rows were checked. They are checked "
        "again now."
    ),
    "change.nothing": _("Nothing changes by this."),
    "change.reason": _("Give the reason of the change."),
    "change.stale": _("The roll has changed since this was proposed. Propose it again."),
    "change.no_spare": _(
        "No spare voting code is left for a voter of this ballot paper and weight."
    ),
    "change.open": _(
        "While the voting is open, only how a voter is reached can be changed: in this election "
        "the service has no spare voting codes."
    ),
    "row.empty": _("The row is empty."),
    "row.address": _("This is not a valid e-mail address."),
    "row.unreachable": _(
        "Give an e-mail address, or a name with a postal address: street and place."
    ),
    "row.reference_missing": _(
        "A voter without an e-mail address needs a reference, such as the personnel number."
    ),
    "row.duplicate": _("This voter is in the file more than once (first in row %(first)s)."),
    "row.conflict": _("Another voter on the roll has this address or this reference."),
    "row.formula": _("The row contains a formula. Replace it by its value."),
    "row.weight": _("The weight must be a whole number from 1 to 1000000."),
    "row.language": _("The language must be nl or en."),
    "row.poll": _("There is no ballot paper with the name “%(poll)s”."),
    "row.poll_missing": _("The row does not say to which ballot paper the voter belongs."),
    "row.control": _("The row contains invisible control characters. Type it again."),
    "row.too_long": _("A value in the row is too long."),
    "poll.unknown": _("There is no such ballot paper."),
    "poll.not_open": _("The voting has not begun yet. Your ballot was not stored."),
    "poll.closed": _("The voting is closed. Your ballot was not stored."),
    "ballot.credential_unlisted": _(
        "This voting code is not on the list of this election. Compare it with your message."
    ),
    "ballot.credential_replaced": _(
        "This voting code was replaced by a new one. Use the code from your newest message."
    ),
    "ballot.invalid": _(
        "The ballot was not accepted (%(code)s). Reload the page and vote again; if it happens "
        "again, tell the organiser this code."
    ),
    "ballot.too_large": _("The ballot is too large to be one of this election."),
    "service.interrupted": _(
        "The service is going over to another site. Nothing is lost: try again in a few seconds."
    ),
    "service.unavailable": _("The service is busy. Your ballot will be sent again by itself."),
    "request.invalid": _("The request can't be read. Reload the page and try again."),
    "choice.questions": _("Give one choice for each of the %(count)s questions."),
    "choice.number": _("“%(text)s” is not a choice: give numbers on the paper, such as 1,3."),
    "choice.blank": _("A blank vote is not allowed on this question."),
    "seats.input": _("The input is not complete or not known at “%(where)s”."),
    "seats.rules": _("There is no such rule or value: “%(where)s”."),
    "seats.fraction": _("A threshold is a fraction from 0 to 1, such as “1/4”: %(where)s"),
    "seats.none": _("Give at least one seat."),
    "seats.lists": _("Give at least one list; the person system has exactly one."),
    "seats.name_twice": _("Each list needs a name of its own: “%(where)s” is there twice."),
    "seats.votes": _("Votes and seats are whole numbers that can be: look at %(where)s."),
    "seats.no_votes": _("No votes were cast on candidates, so no seats can be given."),
    "seats.candidates": _(
        "There are fewer candidates than seats (%(where)s), and the rules do not say that they "
        "are elected without a vote."
    ),
    "seats.lot_among": _("No lot was to be drawn among these: %(where)s."),
    "seats.lot_twice": _("This lot is there twice: %(where)s."),
    "seats.lot_drawn": _(
        "The drawn must be some of those who drew, each once, as many as there are seats: "
        "%(where)s."
    ),
    "reissue.not_open": _("New codes are sent only while the voting is open."),
    "reissue.none": _("In this election lost codes are not replaced."),
    "reissue.authority": _(
        "A separate code authority made the codes: ask %(name)s (%(email)s) to send this voter the "
        "code once more."
    ),
    "reissue.waiting": _("A new code for this voter is under way already."),
    "reissue.voter": _("There is no such voter in this election."),
    "reminder.not_open": _("A reminder is planned while the voting is open."),
    "reminder.time": _("Choose a time in the future and before the voting closes."),
    "reminder.waiting": _("A reminder is planned already: cancel it first."),
    "reminder.none": _("No reminder is planned (any more). Reload the page."),
    "delivery.forgotten": _("The voting is closed: the messages are no longer kept."),
    "delivery.not_stuck": _("This message is on its way or was sent. Reload the page."),
    "delivery.no_voter": _("This voter is no longer on the roll: nothing is sent."),
    "lot.not_awaited": _("No such lot is awaited (any more). Reload the page."),
    "lot.time": _("The lot was drawn after the closing and not in the future: give that time."),
    "departure.early": _("Wait until the official record is made."),
    "departure.unknown": _("There is no such candidate on this list."),
    "departure.twice": _("This person has left already."),
    "departure.lot": _("Several have equally many votes: draw among numbers %(among)s."),
    "objection.reference": _("There is an objection with this reference already."),
    "objection.ruled": _("There is a ruling on this objection already."),
    "recount.early": _("There is no official record to compare with yet."),
    "recount.waiting": _("A recount is under way. Wait for its report."),
    "incident.late": _("The official record is made: nothing can be added to it."),
    "record.rules": _("This is not the rules.json of an election: %(where)s."),
    "record.rules_other": _("This archive belongs to other rules: %(where)s."),
    "record.proceedings": _("This is not the proceedings.json of this election: %(where)s."),
    "record.archive_missing": _("The archive of this ballot paper is missing: %(where)s."),
    "record.archive_other": _("This archive belongs to another election: %(where)s."),
    "record.archive_unfinished": _("This archive has no result yet: %(where)s."),
    "record.reissued": _(
        "A ballot was cast with a replaced voting code, or with a spare one that replaced nothing: "
        "%(where)s."
    ),
    "factor.incorrect": _("This code is not right. Take the newest one; each works once."),
    "factor.throttled": _("Too many tries. Wait five minutes, then try again."),
    "factor.last": _("Everyone needs a second factor: add another one before you remove this."),
    "proposal.waiting": _("This was proposed already and waits for a second person."),
    "proposal.same_person": _("You proposed this yourself: a second person must decide."),
    "proposal.decided": _("This was decided already."),
    "proposal.stale": _(
        "Something was changed after this was proposed, so it can't be accepted any more. Propose "
        "it again."
    ),
    "proposal.reason": _("Give a reason: the second person decides on it."),
    "openid.unknown": _(
        "Your organisation knows you, but you have no role in an election here, or your address is "
        "not verified there. Ask an organiser for a role."
    ),
    "openid.failed": _("Your organisation's log-in did not work. Try again, or ask for a link."),
    "person.unknown": _("There is no account with this address."),
    "letters.none": _("No letters wait to be printed."),
    "letters.paused": _("The sending is paused: go on with it first."),
    "letters.unknown": _(
        "This is not the newest file of letters, or it was altered. Print the letters again."
    ),
    "letters.handed_over": _("These letters were handed over already."),
    "letters.changed": _(
        "A letter of this file was taken back since. Destroy the file and print the letters again."
    ),
    "authority.exists": _("There is a code authority already. Take that one off first."),
    "authority.token": _("This is not the newest link of the code authority's invitation."),
    "authority.early": _("Ballot papers and roll are not ready yet. Come back later."),
    "public_creds.shape": _(
        "This is not what “stembus codes” makes. Choose the file public_creds.json."
    ),
    "public_creds.other_election": _("These credentials belong to another election."),
    "public_creds.stale": _(
        "Roll or ballot papers were changed after this task. Download the task again, make new "
        "codes and throw the old ones away."
    ),
    "public_creds.count": _("There are not as many credentials as voters. Make the file again."),
    "public_creds.weights": _("The weights are not those of the voters. Make the file again."),
    "public_creds.order": _(
        "The credentials are not sorted, so their order could tell whose each one is. Make new "
        "codes with a program that sorts."
    ),
    "public_creds.invalid": _("A credential is not valid (%(where)s). Make the file again."),
    "audit.gap": _("The trail has no entry %(position)s: it was taken away."),
    "audit.link": _("Entry %(position)s of the trail does not follow on the one before it."),
    "audit.hash": _("Entry %(position)s of the trail was altered."),
    "audit.columns": _("Entry %(position)s of the trail can be searched by what it does not say."),
    "audit.front": _("The trail begins at %(position)s, and no entry says that this is right."),
    "audit.anchor": _("Entry %(position)s of the trail is another than was said elsewhere."),
    "audit.truncated": _(
        "The trail ends at %(position)s, but entry %(known)s is known elsewhere: its end was cut "
        "off."
    ),
    "audit.note": _("A checkpoint of the board %(poll)s is not signed by its key."),
    "key.not_held": _(
        "This process does not hold the key “%(name)s”, so it can't read or keep personal data. "
        "Who runs this installation has to give it the key."
    ),
    "key.broken": _("The file with the key “%(name)s” is damaged. Put it back from the backup."),
    "key.unknown": _(
        "Personal data is sealed under another key than the ones that are here. Who runs this "
        "installation has to put the right key back from the backup."
    ),
    "key.destroyed": _(
        "The key to the personal data of this election was destroyed: it can't be read any more."
    ),
    "sealed.unreadable": _(
        "Personal data that is stored here was altered or moved, so it is not shown. Tell who runs "
        "this installation."
    ),
    "login.invalid": _("This log-in link was used before or has expired. Ask for a new one."),
}
