/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.driver.Producer;
import io.sluice.api.driver.Source;
import io.sluice.api.stream.Reason;
import io.sluice.core.driver.DriverEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a source; written by {@link Leg} and its parts alone, read by all that describe it. Lane only. */
abstract class LegFacts {
    /** Where a source is between two messages. */
    enum Phase {
        IDLE,
        OPENING,
        OPEN,
        CLOSING,
        /** For the next attempt under the retry policy. */
        WAITING,
        /** For a call of an old generation that hangs and may still hold the device. */
        HELD,
        NO_DRIVER,
        /** Until its definition or driver changes, or somebody publishes. */
        GIVEN_UP
    }

    private static final int MAX_NOTES = 4;

    private final List<Runnable> whenClosed = new ArrayList<>();
    final LiveStream stream;
    final @Nullable Source source;
    /** What went wrong at the last closes, the oldest first. */
    final Deque<String> closeNotes = new ArrayDeque<>();

    int index;
    Phase phase = Phase.IDLE;
    Reason reason = Reason.NONE;
    String text = "";
    String publisher = "";
    boolean wasLive;
    boolean tracksComplete;
    boolean stalled;
    long generation;
    boolean flows;
    long flowingSinceNs;
    long openedNs;
    int abandoned;
    /** Attempts after the first one since somebody began to need it. */
    int restarts;

    private final LegProgram program = new LegProgram();

    @Nullable
    Generation current;

    @Nullable
    DriverEntry driver;

    @Nullable
    Producer producer;

    /** Label of the driver that the last generation which ended was tried with; empty before the first one. */
    String triedBy = "";

    LegFacts(LiveStream stream, int index, @Nullable Source source) {
        this.stream = stream;
        this.index = index;
        this.source = source;
    }

    void noteClose(String note) {
        if (closeNotes.size() == MAX_NOTES) {
            closeNotes.removeFirst();
        }
        closeNotes.addLast(note);
    }

    /** Runs the task once, when what is open now is closed. */
    void whenClosed(Runnable task) {
        whenClosed.add(task);
    }

    void runWhenClosed() {
        List<Runnable> tasks = List.copyOf(whenClosed);
        whenClosed.clear();
        tasks.forEach(Runnable::run);
    }

    LiveStream stream() {
        return stream;
    }

    int index() {
        return index;
    }

    /** Its place changed with the definition. */
    void index(int now) {
        index = now;
    }

    @Nullable
    Source source() {
        return source;
    }

    /** The source with credentials masked, for people. */
    String label() {
        return source == null ? (publisher.isEmpty() ? "publisher" : publisher) : source.toString();
    }

    /** Stream and index, for thread names. */
    String place() {
        return stream.name() + "#" + index;
    }

    Phase phase() {
        return phase;
    }

    Reason reason() {
        return reason;
    }

    String text() {
        return text;
    }

    boolean wasLive() {
        return wasLive;
    }

    boolean isTracksComplete() {
        return tracksComplete;
    }

    boolean stalled() {
        return stalled;
    }

    /** Media came in this generation, and not too long ago. */
    boolean flowing() {
        return phase == Phase.OPEN && flows;
    }

    /** Whether somebody who comes to speak is to find it open. */
    boolean isSpeaker() {
        return source != null && "1".equals(source.option("backchannel"));
    }

    /** Open, and does what it is there for: media flows, or it is only there to be spoken to. */
    boolean serves() {
        return flowing()
                || phase == Phase.OPEN
                        && tracksComplete
                        && isSpeaker()
                        && stream.slots().of((Leg) this).isEmpty();
    }

    /** When it was last opened, on the monotonic clock. */
    long openedNs() {
        return openedNs;
    }

    long generation() {
        return generation;
    }

    LegProgram program() {
        return program;
    }

    int abandoned() {
        return abandoned;
    }

    @Nullable
    Generation current() {
        return current;
    }

    @Nullable
    DriverEntry driver() {
        return driver;
    }
}
