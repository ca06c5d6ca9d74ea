from __future__ import annotations

from graph.network import GuaranteeNetwork, Liability, PartyKind
from viz.view import circle_view


def test_guarantees_of_a_pair_are_one_link_each_up_to_the_shortfall(network: GuaranteeNetwork) -> None:
    view = circle_view(network, [0, 1, 2, 3], title="圈", cores=[0])
    links = {(link.guarantor, link.borrower): link for link in view.links}
    assert set(links) == {("911", "912"), ("912", "911"), (network.parties.code[2].as_py(), "911"),
                          (network.parties.code[2].as_py(), "912"), ("P4", "911")}  # fmt: skip
    assert links["912", "911"].amount == 100.0
    assert links["911", "912"].amount == 60.0
    assert links["P4", "911"].amount == 70.0  # a cap of 20 and a whole loan of 50
    assert links["P4", "911"].guarantees == 2
    assert links["P4", "911"].liabilities == (Liability.GENERAL,)
    assert links["912", "911"].mutual
    assert links["911", "912"].mutual
    assert not links["P4", "911"].mutual
    assert [link.amount for link in view.links] == sorted((link.amount for link in view.links), reverse=True)


def test_a_node_says_what_is_known_and_no_more(network: GuaranteeNetwork) -> None:
    view = circle_view(network, [0, 2, 3], title="圈", cores=[0], rounds={2: 0, 0: 1})
    first, second, person = view.nodes
    assert (first.loans, first.capacity, first.employees, first.core, first.county, first.fell_in) == (150.0, 1.0, 10, True, "东山区", 1)
    assert (second.capacity, second.employees, second.external, second.fell_in) == (None, None, True, 0)
    assert (person.kind, person.county, person.loans, person.fell_in) == (PartyKind.PERSON, "", 0.0, None)


def test_guarantees_that_leave_the_members_are_not_drawn(network: GuaranteeNetwork) -> None:
    assert not circle_view(network, [0, 4], title="圈").links


def test_the_cap_keeps_first_members_and_largest_links_and_counts_the_rest(network: GuaranteeNetwork) -> None:
    view = circle_view(network, [0, 1, 2, 3], title="圈", most=5)
    assert [node.code for node in view.nodes] == ["911", "912"]
    assert len(view.links) == 2
    assert view.left_out == (2, 0)
    view = circle_view(network, [0, 1], title="圈", most=3)
    assert len(view.nodes) == 1
    assert view.left_out == (1, 0)


def test_a_picture_of_nobody_is_empty(network: GuaranteeNetwork) -> None:
    view = circle_view(network, [], title="圈")
    assert (view.nodes, view.links, view.left_out) == ((), (), (0, 0))
