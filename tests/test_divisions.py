"""Alliance divisions: stances over documents, the office, deployments."""

from test_corpus import edit

import analysis
from analysis import divisions


def test_one_row_holds_all_documents_that_show_a_position(tiny):
    table = divisions.table_stances(tiny)
    france = table[table["actor"] == "France"].iloc[0]
    assert france[["median", "lowest", "highest", "documents"]].tolist() == [-1.5, -2, -1, 2]
    assert france["claims"] == ["first-02", "second-01"]


def test_actors_come_in_the_order_of_the_matrix_and_strangers_last(evidence):
    actors = divisions.table_stances(evidence)["actor"].drop_duplicates().tolist()
    known = [actor for actor in divisions.ACTORS if actor in actors]
    assert actors[: len(known)] == known


def test_the_office_case_is_the_thread_of_the_timeline(tiny):
    assert divisions.table_office(tiny)["step"].tolist() == ["An office is proposed."]


def test_the_office_case_is_told_in_order(evidence):
    dates = divisions.table_office(evidence)["date"].tolist()
    assert dates == sorted(dates) and len(dates) >= 6


def test_every_position_in_the_matrix_is_in_its_data(evidence):
    data = divisions.plot_stances(evidence).report["data"]
    stances = evidence.stances[~evidence.stances["contradicted"]]
    shown = stances[stances["actor"].isin(divisions.ACTORS)]
    assert len(data) == len(shown.groupby(["actor", "issue"]))


def test_the_title_says_who_is_for_the_office_and_who_is_not(evidence):
    title = divisions.plot_stances(evidence).report["title"]
    table = divisions.table_stances(evidence)
    office = table[table["issue"] == "Tokyo office"].set_index("actor")["median"]
    assert office["France"] <= -1.5 and "France against" in title
    assert -1.5 < office["Germany"] < 0 and "Germany reserved" in title


def test_deployments_carry_the_answer_of_the_record(evidence):
    table = divisions.table_deployments(evidence)
    assert set(table["member"]) <= set(divisions.MEMBERS)
    assert "contradicted" in set(table["verdict"])


def test_consensus_claims_speak_of_it(evidence):
    table = divisions.table_consensus(evidence, also=["paraphrase-42"])
    topics = [evidence.claims.at[claims[0], "topic"] for claims in table["claims"]]
    assert set(topics) == {"alliance-division", "liaison-office"}
    assert ["paraphrase-42"] in table["claims"].tolist()


def test_a_position_that_rests_only_on_a_contradicted_claim_is_left_out(tiny_seeds):
    def rest_on_the_contradicted_claim(data):
        data["stances"][0]["claims"] = ["second-03"]

    edit(tiny_seeds / "dossiers" / "second.yml", rest_on_the_contradicted_claim)
    table = divisions.table_stances(analysis.load(tiny_seeds))
    assert table.loc[table["actor"] == "France", "documents"].tolist() == [1]


def test_each_author_is_an_actor_of_his_own(evidence):
    actors = set(divisions.table_stances(evidence)["actor"])
    assert "author of Lemoine" in actors and "author" not in actors
