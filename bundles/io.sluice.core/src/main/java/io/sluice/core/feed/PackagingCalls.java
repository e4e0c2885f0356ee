/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.feed;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Track;
import io.sluice.api.stream.Handover;
import io.sluice.api.stream.Packaging;
import io.sluice.api.stream.UnitWriter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a packaging. One object for each call: a thread that is overtaken inside writes only to one nobody looks
 * at.
 */
final class PackagingCalls {
    /** Most bytes of a preamble. */
    static final int MAX_PREAMBLE_BYTES = 1 << 20;

    private PackagingCalls() {}

    /** What all have in common. */
    abstract static class Call implements GuardedCall {
        private final Runnable whenOvertaken;

        Call(Runnable whenOvertaken) {
            this.whenOvertaken = whenOvertaken;
        }

        @Override
        public void overtaken() {
            whenOvertaken.run();
        }
    }

    /** {@link Supplier#get} */
    static final class Make extends Call {
        private final Supplier<Packaging> supplier;

        @Nullable
        Packaging made;

        Make(Supplier<Packaging> supplier, Runnable whenOvertaken) {
            super(whenOvertaken);
            this.supplier = supplier;
        }

        @Override
        public void run() {
            made = supplier.get();
        }
    }

    /** {@link Packaging#begin} */
    static final class Begin extends Call {
        private final Packaging packaging;
        private final List<Track> tracks;

        @Nullable
        ByteBuffer preamble;

        Begin(Packaging packaging, List<Track> tracks, Runnable whenOvertaken) {
            super(whenOvertaken);
            this.packaging = packaging;
            this.tracks = tracks;
        }

        @Override
        public void run() {
            int bound = packaging.preambleBoundBytes();
            checkBound(bound, MAX_PREAMBLE_BYTES);
            var room = new Room(ByteBuffer.allocateDirect(bound));
            packaging.begin(tracks, room);
            ByteBuffer written = room.close();
            if (written.position() > 0) {
                // A slice: readers take its capacity as the length.
                preamble = written.slice(0, written.position());
            }
        }
    }

    /** {@link Packaging#boundBytes} */
    static final class Bound extends Call {
        private final Packaging packaging;
        private final int track;
        private final AccessUnit unit;
        int bound;

        Bound(Packaging packaging, int track, AccessUnit unit, Runnable whenOvertaken) {
            super(whenOvertaken);
            this.packaging = packaging;
            this.track = track;
            this.unit = unit;
        }

        @Override
        public void run() {
            int said = packaging.boundBytes(track, unit);
            checkBound(said, FeedLog.MAX_UNIT_BYTES);
            bound = said;
        }
    }

    /** {@link Packaging#append} */
    static final class Append extends Call {
        private final Packaging packaging;
        private final int track;
        private final AccessUnit unit;
        private final ByteBuffer space;
        int lengthBytes;

        Append(Packaging packaging, int track, AccessUnit unit, ByteBuffer space, Runnable whenOvertaken) {
            super(whenOvertaken);
            this.packaging = packaging;
            this.track = track;
            this.unit = unit;
            this.space = space;
        }

        @Override
        public void run() {
            var room = new Room(space);
            packaging.append(track, unit, room);
            lengthBytes = room.close().position();
        }
    }

    /** {@link Packaging#handOver} */
    static final class HandOver extends Call {
        private final Packaging packaging;

        @Nullable
        Handover state;

        HandOver(Packaging packaging, Runnable whenOvertaken) {
            super(whenOvertaken);
            this.packaging = packaging;
        }

        @Override
        public void run() {
            state = packaging.handOver();
        }
    }

    /** {@link Packaging#adopt} */
    static final class Adopt extends Call {
        private final Packaging packaging;
        private final Handover state;
        boolean adopted;

        Adopt(Packaging packaging, Handover state, Runnable whenOvertaken) {
            super(whenOvertaken);
            this.packaging = packaging;
            this.state = state;
        }

        @Override
        public void run() {
            adopted = packaging.adopt(state);
        }
    }

    private static void checkBound(int bound, int max) {
        if (bound < 0 || bound > max) {
            throw new IllegalStateException("bound of " + bound + " bytes, allowed are 0 to " + max);
        }
    }

    /** A packaging cannot write beyond its bound: the buffer ends there. */
    private static final class Room implements UnitWriter {
        private @Nullable ByteBuffer buffer;

        Room(ByteBuffer buffer) {
            this.buffer = buffer;
        }

        @Override
        public ByteBuffer buffer() {
            ByteBuffer open = buffer;
            if (open == null) {
                throw new IllegalStateException("the call this writer was made for is over");
            }
            return open;
        }

        ByteBuffer close() {
            ByteBuffer open = buffer();
            buffer = null;
            return open;
        }
    }
}
