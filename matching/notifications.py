"""What is told about runs, requests and mentorships."""

from mentorship.delivery.kinds import Kind

KINDS = (
    Kind("matched", "Meet {other}, your {role}", icon="heart-handshake"),
    Kind("peered", "Meet {other}", icon="users-group"),
    Kind("grouped", "You are in {other}’s group", icon="users-group"),
    Kind("group_grows", "Your group: meet {other}", icon="users-group"),
    Kind("group_left", "{other} has left your group", icon="users-group"),
    Kind(
        "mentor_nominated", "{other} would like you to be a mentor in “{program}”", icon="user-plus"
    ),
    Kind(
        "nomination_declined",
        "{other} cannot be a mentor in “{program}” this time",
        icon="message-circle",
        channels=("in_app",),
    ),
    Kind("mentor_asked", "{other} asks you to be their mentor", icon="heart-handshake"),
    Kind("request_declined", "{other} cannot be your mentor now", icon="message-circle"),
    Kind("request_expired", "{other} has not answered in time", icon="clock"),
    Kind("request_full", "{other} has no place left", icon="clock"),
    Kind("mentor_paused", "You are out of sight for mentees now", icon="player-pause"),
    Kind(
        "leavers_closed",
        "{names} left: mentorships of “{program}” have ended",
        icon="user-x",
        channels=("in_app",),
    ),
    Kind("match_withdrawn", "Your match in “{program}” was announced too early", icon="refresh"),
    Kind("mentorship_completed", "“{program}” has ended, and your mentorship with it", icon="flag"),
    Kind("mentorship_ended", "{other} has ended your mentorship", icon="flag"),
    Kind("partner_left", "{other} has left; what happens now", icon="heart"),
)
