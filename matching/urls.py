from django.urls import path

from matching.views import candidates, directory, gaps, groups, pods, policy, review, runs

app_name = "matching"
urlpatterns = [
    path("programs/<uuid:pk>/matching/", runs.run_list, name="runs"),
    path("programs/<uuid:pk>/matching/gaps/", gaps.gaps, name="gaps"),
    path("programs/<uuid:pk>/candidates/", candidates.candidates, name="candidates"),
    path(
        "programs/<uuid:pk>/candidates/formula/",
        candidates.candidates_formula,
        name="candidates-formula",
    ),
    path("programs/<uuid:pk>/candidates/invite/", candidates.invite_mentor, name="invite-mentor"),
    path("programs/<uuid:pk>/nominate/", candidates.nominate, name="nominate"),
    path("programs/nominations/<uuid:pk>/", candidates.nomination, name="nomination"),
    path("programs/<uuid:pk>/matching/policy/", policy.policy, name="policy"),
    path("programs/runs/<uuid:pk>/", review.review, name="review"),
    path("programs/runs/<uuid:pk>/groups/", groups.groups, name="groups"),
    path("programs/runs/<uuid:pk>/pods/", pods.pods, name="pods"),
    path("programs/runs/<uuid:pk>/pods/mark/", pods.pods_mark, name="pods-mark"),
    path("programs/pods/<uuid:pk>/", pods.pod_detail, name="pod"),
    path("programs/pods/<uuid:pk>/block/", pods.pod_block, name="pod-block"),
    path("programs/runs/<uuid:pk>/unmatched/", review.unmatched, name="unmatched"),
    path("programs/runs/<uuid:pk>/mark/", review.mark, name="mark"),
    path("programs/runs/<uuid:pk>/again/", runs.again, name="again"),
    path("programs/runs/<uuid:pk>/compare/", runs.compare, name="compare"),
    path("programs/runs/<uuid:pk>/publish/", runs.publish, name="publish"),
    path("programs/runs/<uuid:pk>/undo/", runs.undo, name="undo"),
    path("programs/runs/<uuid:pk>/discard/", runs.discard, name="discard"),
    path("programs/runs/<uuid:pk>/mentors/<uuid:mentee_pk>/", review.mentors, name="mentors"),
    path("programs/pairs/<uuid:pk>/", review.pair_detail, name="pair"),
    path("programs/pairs/<uuid:pk>/block/", review.pair_block, name="pair-block"),
    path("directory/", directory.directory, name="directory"),
    path("directory/<uuid:pk>/ask/", directory.ask, name="ask"),
    path("directory/<uuid:pk>/availability/", directory.availability, name="availability"),
    path("directory/requests/<uuid:pk>/", directory.request_detail, name="request"),
    path(
        "directory/requests/<uuid:pk>/withdraw/",
        directory.request_withdraw,
        name="request-withdraw",
    ),
    path("people/blocks/", review.block_list, name="blocks"),
    path("people/blocks/<uuid:pk>/lift/", review.block_lift, name="block-lift"),
]
