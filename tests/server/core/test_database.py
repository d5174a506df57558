from sqlalchemy import text

COUNT = text("SELECT count(*) FROM permissions")


def test_what_is_read_for_a_picture_is_of_one_moment(database, house, owner):
    with database.moment() as session:
        before = session.scalar(COUNT)
        owner.execute("INSERT INTO permissions VALUES ('stars:read')")

        assert session.scalar(COUNT) == before

    with database.transaction() as session:
        assert session.scalar(COUNT) == before + 1, "the connection reads as before again"
