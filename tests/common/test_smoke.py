def test_a_person_is_found_without_marks(hoa):
    assert hoa.name_fold == "tran thi hoa"
