"""Results of cross-validation: stored, summed and shown."""

from model.evaluation import report_tables, unseen_groups
from model.evaluation.unseen_groups import UnseenGroup


def test_results_written_and_read_are_the_same(tmp_path):
    groups = [UnseenGroup("semeion", 100, 97, 1, 4), UnseenGroup("unipen/syn", 50, 50, 0, 1)]
    path = tmp_path / "results.json"
    assert unseen_groups.read(path) == {}
    unseen_groups.write({"wide": groups[::-1]}, path)
    assert unseen_groups.read(path) == {"wide": groups}


def test_unseen_groups_table_has_interval_and_total():
    groups = [UnseenGroup("semeion", 100, 97, 1, 4), UnseenGroup("unipen/syn", 300, 300, 0, 1)]
    lines = report_tables.unseen_groups(groups).splitlines()
    assert lines[2] == "| semeion | 100 | 97.00 % | 91.55 % to 98.97 % | 1.00 % | 4.00 % |"
    assert lines[4].startswith("| all | 400 | 99.25 % | ")
