"""The columns that could be predicted."""

from seqtui.data import candidates, open_table, propose


def test_the_likeliest_column_comes_first_and_what_cannot_be_a_target_last(folder, rows):
    def row(index):
        gap = "" if index % 10 == 0 else index * 1.37
        answer = "yes" if index % 4 else "no"
        return f"{index},{'abc'[index % 3]},{gap},{answer},note {index},2024-01-{index % 28 + 1}"

    file = folder.write("customers.csv", rows("customer_id,plan,spend,churn,remark,joined", row, 60))
    found = candidates(open_table(file))
    assert [each.name for each in found] == ["churn", "plan", "spend", "customer_id", "remark", "joined"]
    by_name = {each.name: each for each in found}
    assert (by_name["churn"].asks, by_name["churn"].distinct) == ("2 classes", 2)
    assert by_name["plan"].asks == "3 classes"
    assert (by_name["spend"].asks, by_name["spend"].missing) == ("a number", 6)
    assert "dates" in by_name["joined"].reason
    assert "different texts" in by_name["remark"].reason


def test_without_a_usual_name_the_last_usable_column_is_first(folder, rows):
    file = folder.write("a.csv", rows("one,two,three", lambda i: f"{i % 3},{i * 0.7},{i * 1.1}", 40))
    assert [each.name for each in candidates(open_table(file))] == ["three", "one", "two"]


def test_empty_and_constant_columns_say_why_they_cannot(folder, rows):
    file = folder.write("a.csv", rows("void,same,y", lambda i: f",x,{i % 2}", 40))
    found = {each.name: each for each in candidates(open_table(file))}
    assert "no value" in found["void"].reason
    assert "nothing to tell apart" in found["same"].reason


def test_an_opened_file_is_not_read_again(folder, rows):
    file = folder.write("a.csv", rows("x,y", lambda i: f"{i % 7 * 0.3},{'ab'[i % 2]}", 40))
    opened = open_table(file)
    first = propose(file, "y")
    file.unlink()
    file.touch()
    again = propose(file, "y", opened)
    assert again.dataset.fingerprint == first.dataset.fingerprint
    assert again.recipe == first.recipe


def test_reasons_stand_under_what_they_are_about(folder, rows):
    def row(index):
        gap, answer = "" if index % 9 == 0 else index * 1.5, "no" if index % 10 else "yes"
        return f"{index},{gap},{'ab'[index % 2]},{answer}"

    proposal = propose(folder.write("a.csv", rows("id,spend,city,churn", row, 100)), "churn")
    sections = dict(proposal.sections)
    assert list(sections) == ["Rows", "Target", "Left out", "Gaps", "Columns", "Layers", "Training", "Mind"]
    assert sections["Left out"][0].startswith("id: left out")
    assert "gaps filled with the median" in sections["Gaps"][0]
    assert sections["Columns"][0].startswith("city: one feature")
    assert "precision, recall and auc" in sections["Mind"][1]
