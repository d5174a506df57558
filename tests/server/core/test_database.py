from sqlalchemy import text

COUNT = text("SELECT count(*) FROM permissions")


def test_what_is_read_for_a_picture_is_of_one_moment(database, house, owner):
    with database.moment() as session:
        before = session.scalar(COUNT)
        owner.execute("INSERT INTO permissions VALUES ('stars:read')")

        assert session.scalar(COUNT) == before

    with database.transaction() as session:
        assert session.scalar(COUNT) == before + 1, "the connection reads as before again"


def test_what_was_out_when_all_connections_were_forgotten_is_closed_when_it_comes_back(database, house):
    with database.transaction() as session:
        out = session.connection().connection.driver_connection
        database.forget_connections()
        assert not out.closed

    assert out.closed
    with database.transaction() as session:
        assert session.scalar(COUNT)
