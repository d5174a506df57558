"""A worker that says who it is to whoever connects, and ends when asked."""

import json
import os
import socket


def main() -> None:
    names = ("HMS_DATABASE_URL", "HMS_DATABASE_OWNER_URL", "HMS_REDIS_URL", "HMS_WORKER_INDEX", "HMS_PORT")
    answer = json.dumps({"pid": os.getpid(), **{name: os.environ[name] for name in names}}).encode()
    with socket.socket(fileno=int(os.environ["HMS_LISTEN_FD"])) as listener:
        while True:
            connection, _ = listener.accept()
            with connection:
                connection.sendall(answer)


if __name__ == "__main__":
    main()
