package dev.pcfstap.extract;

import dev.pcfstap.tap.Direction;

/** The plans for both directions of a stream. */
record CutStream(CutLane toHost, CutLane toConsole) {
    CutLane lane(Direction direction) {
        return direction == Direction.CONSOLE_TO_HOST ? toHost : toConsole;
    }
}
