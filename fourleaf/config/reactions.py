"""Who reacts to what: the one list. Reactions run after commit; they tell, and never change what was done."""

from fourleaf.adoption import events as adoption
from fourleaf.chronicle.record import Event, Reaction, react_with
from fourleaf.conversation import events as conversation
from fourleaf.conversation import live as conversation_live
from fourleaf.documents import events as documents
from fourleaf.documents import telling as documents_telling
from fourleaf.hooks import events as hooks
from fourleaf.people import events as people
from fourleaf.people import live as people_live
from fourleaf.sharing import events as sharing
from fourleaf.sharing import live as sharing_live
from fourleaf.sheet import events as sheet
from fourleaf.sheet import live as sheet_live
from fourleaf.spaces import events as spaces
from fourleaf.spaces import live as spaces_live

REACTIONS: dict[type[Event], tuple[Reaction, ...]] = {
    adoption.LaunchCheckReminded: (documents_telling.tell_person,),
    conversation.AnnouncementAdded: (spaces_live.tell_space, conversation_live.tell_asked),
    conversation.AnnouncementChased: (conversation_live.tell_asked,),
    conversation.AnnouncementEnded: (spaces_live.tell_space, conversation_live.tell_asked),
    conversation.AnnouncementRenewed: (spaces_live.tell_space, conversation_live.tell_asked),
    conversation.BallotCast: (spaces_live.tell_space,),
    conversation.PollAdded: (spaces_live.tell_space,),
    conversation.PollClosed: (spaces_live.tell_space,),
    conversation.PostAdded: (spaces_live.tell_space, conversation_live.tell_mentioned),
    conversation.PostEdited: (spaces_live.tell_space, conversation_live.tell_mentioned),
    conversation.PostMarked: (spaces_live.tell_space,),
    conversation.PostReused: (spaces_live.tell_space,),
    conversation.PostWithdrawn: (spaces_live.tell_space,),
    conversation.ReactionAdded: (spaces_live.tell_space,),
    conversation.ReactionRemoved: (spaces_live.tell_space,),
    conversation.ThreadReopened: (spaces_live.tell_space,),
    conversation.ThreadResolved: (spaces_live.tell_space,),
    documents.ChangeMarked: (spaces_live.tell_space, documents_telling.tell_meant),
    documents.ChangeNudged: (spaces_live.tell_space, documents_telling.tell_meant),
    documents.DependenceAdded: (spaces_live.tell_space,),
    documents.DependenceRemoved: (spaces_live.tell_space,),
    documents.CommentAdded: (spaces_live.tell_space,),
    documents.CommentWithdrawn: (spaces_live.tell_space,),
    documents.CommentsReopened: (spaces_live.tell_space,),
    documents.CommentsResolved: (spaces_live.tell_space,),
    documents.DocumentAdded: (spaces_live.tell_space,),
    documents.DocumentArchived: (spaces_live.tell_space,),
    documents.DocumentLeft: (spaces_live.tell_space,),
    documents.DocumentMoved: (spaces_live.tell_space,),
    documents.DocumentRenamed: (spaces_live.tell_space,),
    documents.DocumentRestored: (spaces_live.tell_space,),
    documents.DocumentWithdrawn: (spaces_live.tell_space,),
    documents.PersonMentioned: (spaces_live.tell_space,),
    documents.ReviewAnswered: (spaces_live.tell_space,),
    documents.ReviewAsked: (spaces_live.tell_space, documents_telling.tell_person),
    documents.ReviewEnded: (spaces_live.tell_space, documents_telling.tell_person),
    documents.RevisionAdded: (spaces_live.tell_space,),
    documents.RevisionCorrected: (spaces_live.tell_space,),
    documents.TaskAdded: (spaces_live.tell_space,),
    documents.TaskGiven: (spaces_live.tell_space, documents_telling.tell_person),
    documents.TaskTurned: (spaces_live.tell_space,),
    documents.SuggestionsMade: (spaces_live.tell_space,),
    documents.SuggestionSettled: (spaces_live.tell_space,),
    hooks.IntegrationAdded: (spaces_live.tell_space,),
    hooks.IntegrationChanged: (spaces_live.tell_space,),
    hooks.IntegrationEnded: (spaces_live.tell_space,),
    hooks.IntegrationResumed: (spaces_live.tell_space,),
    hooks.IntegrationStopped: (spaces_live.tell_space,),
    hooks.SecretRenewed: (spaces_live.tell_space,),
    people.PasswordChanged: (people_live.tell_sessions,),
    people.PersonDeactivated: (people_live.tell_deactivated,),
    people.SignedOut: (people_live.tell_sessions,),
    people.TokenRevoked: (people_live.tell_sessions,),
    sharing.GrantConfirmed: (spaces_live.tell_space,),
    sharing.GrantEnded: (spaces_live.tell_space, sharing_live.tell_reached),
    sharing.GrantExtended: (spaces_live.tell_space, sharing_live.tell_reached),
    sharing.GrantGiven: (spaces_live.tell_space, sharing_live.tell_reached),
    sharing.ThingRequestAnswered: (
        spaces_live.tell_space,
        spaces_live.tell_stewards,
        sharing_live.tell_asker,
    ),
    sheet.LineAsked: (sheet_live.tell_asked,),
    sheet.LineWithdrawn: (sheet_live.tell_asked,),
    spaces.AccessChanged: (spaces_live.tell_space,),
    spaces.AccessRequested: (spaces_live.tell_space, spaces_live.tell_stewards),
    spaces.AccessRequestAnswered: (
        spaces_live.tell_space,
        spaces_live.tell_person,
        spaces_live.tell_stewards,
    ),
    spaces.AuditingChanged: (spaces_live.tell_space,),
    spaces.GlassBroken: (spaces_live.tell_space, spaces_live.tell_of_glass),
    spaces.InvitationAnswered: (spaces_live.tell_space, spaces_live.tell_person),
    spaces.InvitationWithdrawn: (spaces_live.tell_space, spaces_live.tell_person),
    spaces.MembershipAdded: (spaces_live.tell_space, spaces_live.tell_person),
    spaces.MembershipEnded: (spaces_live.tell_space, spaces_live.tell_person),
    spaces.PersonInvited: (spaces_live.tell_space, spaces_live.tell_person),
    spaces.RoleChanged: (spaces_live.tell_space, spaces_live.tell_person),
    spaces.SpaceAdded: (spaces_live.tell_space,),
    spaces.SpaceArchived: (spaces_live.tell_space,),
    spaces.SpaceChanged: (spaces_live.tell_space,),
    spaces.SpaceRestored: (spaces_live.tell_space,),
    spaces.SpaceStarted: (spaces_live.tell_space,),
}


def take_effect() -> None:
    """Tell the chronicle about the list."""
    react_with(REACTIONS)
