/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Driver;
import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Producer;
import io.sluice.api.driver.Source;
import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.Reason;
import io.sluice.testkit.Await;
import io.sluice.testkit.Leaks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every driver must do. Extend it in the driver's tests and say how to make the driver and what it can open. */
public abstract class DriverContract {
    private static final Pattern USER_INFO = Pattern.compile("^[^:]+://[^/@:]*:([^/@]*)@");

    private final ArrayList<Producer> open = new ArrayList<>();

    /** A new driver as its component would be, or the same one each time. */
    protected abstract Driver driver();

    /** A source that gives media within {@link #deadline()}. */
    protected abstract Source source();

    /**
     * A source that cannot be opened now, for example because nobody listens there; empty when there is no such thing.
     */
    protected abstract Optional<Source> brokenSource();

    /** How long the driver may take to open, to give the first units, and to close. */
    protected Duration deadline() {
        return Duration.ofSeconds(10);
    }

    /** Runs before each test's snapshot of threads: for what the driver legitimately keeps, such as an event loop. */
    protected void warmUp() throws Exception {}

    @BeforeEach
    void warmUpOnce() throws Exception {
        warmUp();
    }

    @AfterEach
    void closeWhatIsOpen() throws Exception {
        for (Producer producer : open) {
            producer.close();
        }
    }

    @Test
    protected void givesTracksAndUnitsThatBeginWithAKey() throws Exception {
        var context = new RecordingContext();
        produce(source(), context);
        context.awaitUnits(10, deadline());

        assertThat(context.violations()).isEmpty();
        for (RecordedTrack track : context.tracks()) {
            if (track.kind() == MediaKind.VIDEO && track.count() > 0) {
                assertThat(track.units().get(0).key())
                        .as("the first unit of %s is a key unit", track)
                        .isTrue();
            }
        }
    }

    @Test
    protected void declaresEachTrackBeforeItSaysThatAllAreDeclared() throws Exception {
        var context = new RecordingContext();
        produce(source(), context);
        context.awaitUnits(1, deadline());
        int tracks = context.tracks().size();
        if (context.complete()) {
            context.awaitUnits(context.units() + 10, deadline());
            assertThat(context.tracks()).hasSize(tracks);
        }
    }

    @Test
    protected void closesMoreThanOnceAndInTime() throws Exception {
        var context = new RecordingContext();
        Producer producer = produce(source(), context);
        context.awaitUnits(1, deadline());
        context.cancel();

        inTime("close", () -> {
            producer.close();
            producer.close();
            return true;
        });
    }

    @Test
    protected void closesWithoutBeingCancelledFirst() throws Exception {
        var context = new RecordingContext();
        Producer producer = produce(source(), context);
        context.awaitUnits(1, deadline());

        inTime("close", () -> {
            producer.close();
            return true;
        });
        long units = context.units();
        Await.never("units after close", Duration.ofMillis(300), () -> context.units() > units + 1);
    }

    @Test
    protected void leavesNothingBehind() throws Exception {
        cycle(); // what is made once, such as loaded classes' files, is not a leak
        Leaks.Snapshot before = Leaks.ofThisJvm();
        for (int i = 0; i < 3; i++) {
            cycle();
        }
        Leaks.awaitNothingSince(before, Leaks::ofThisJvm, deadline());
    }

    private void cycle() throws Exception {
        var context = new RecordingContext();
        Producer producer = produce(source(), context);
        context.awaitUnits(1, deadline());
        context.cancel();
        inTime("close", () -> {
            producer.close();
            return true;
        });
    }

    @Test
    protected void opensAgainAfterClose() throws Exception {
        cycle();
        var context = new RecordingContext();
        produce(source(), context);
        context.awaitUnits(1, deadline());
    }

    @Test
    protected void stopsToDeliverWhenTheGenerationIsOver() throws Exception {
        var context = new RecordingContext();
        produce(source(), context);
        context.awaitUnits(1, deadline());
        context.cancel();

        long units = context.units();
        assertThat(context.tracks().get(0).deliver(AccessUnit.of(new byte[1], 0, true)))
                .isEqualTo(TrackSink.Delivery.CLOSED);
        Await.never("units of a generation that is over", Duration.ofMillis(300), () -> context.units() > units);
    }

    @Test
    protected void honoursAGenerationThatIsOverBeforeItOpens() throws Exception {
        Leaks.Snapshot before = Leaks.ofThisJvm();
        var context = new RecordingContext();
        context.cancel();

        Opened opened = inTime("open", () -> driver().open(source(), context));
        if (opened instanceof Opened.Producing producing) {
            producing.producer().close();
        }
        assertThat(context.units()).isZero();
        Leaks.awaitNothingSince(before, Leaks::ofThisJvm, deadline());
    }

    @Test
    protected void goesOnWhileUnitsAreDropped() throws Exception {
        var context = new RecordingContext();
        context.answer(TrackSink.Delivery.DROPPED_QUEUE_FULL);
        produce(source(), context);
        context.awaitUnits(5, deadline());
        context.answer(TrackSink.Delivery.ACCEPTED);

        context.awaitUnits(context.units() + 5, deadline());
    }

    @Test
    protected void refusesAnOptionThatItDoesNotKnow() throws Exception {
        Source wrong = Source.of(source().raw() + "#no-such-option=1");
        Opened opened = inTime("open", () -> driver().open(wrong, new RecordingContext()));

        assertThat(opened).isInstanceOf(Opened.Refused.class);
        var refused = (Opened.Refused) opened;
        assertThat(refused.reason()).isEqualTo(Reason.INVALID);
        assertThat(refused.retry()).isEqualTo(Opened.Retry.NO);
        assertThat(refused.text()).contains("no-such-option");
    }

    @Test
    protected void refusesABrokenSourceWithAReasonAndWithoutAnException() throws Exception {
        if (brokenSource().isEmpty()) {
            return;
        }
        Source broken = brokenSource().get();
        Leaks.Snapshot before = Leaks.ofThisJvm();
        Opened opened = inTime("open", () -> driver().open(broken, new RecordingContext()));

        assertThat(opened).isInstanceOf(Opened.Refused.class);
        var refused = (Opened.Refused) opened;
        assertThat(refused.reason()).isNotIn(Reason.NONE, Reason.FAILED);
        assertThat(refused.text()).isNotBlank();
        String password = password(broken);
        if (!password.isEmpty()) {
            assertThat(refused.text()).doesNotContain(password);
        }
        Leaks.awaitNothingSince(before, Leaks::ofThisJvm, deadline());
    }

    private static String password(Source source) {
        Matcher info = USER_INFO.matcher(source.raw());
        return info.find() ? info.group(1) : "";
    }

    /** Opens a source that must give a producer; the test closes it in the end if nobody else did. */
    protected final Producer produce(Source source, RecordingContext context) throws Exception {
        Opened opened = inTime("open", () -> driver().open(source, context));
        assertThat(opened).as("opening %s", source).isInstanceOf(Opened.Producing.class);
        Producer producer = ((Opened.Producing) opened).producer();
        open.add(producer);
        return producer;
    }

    private interface Task<T> {
        T run() throws Exception;
    }

    /** As core does: on a thread of its own, interrupted when it takes too long. */
    private <T> T inTime(String what, Task<T> task) throws Exception {
        var result = new CompletableFuture<T>();
        var thread = new Thread(
                () -> {
                    try {
                        result.complete(task.run());
                    } catch (Throwable e) {
                        result.completeExceptionally(e);
                    }
                },
                "sluice-test-" + what);
        thread.setDaemon(true);
        thread.start();
        try {
            T value = result.get(deadline().toMillis(), TimeUnit.MILLISECONDS);
            thread.join(deadline().toMillis());
            return value;
        } catch (TimeoutException e) {
            thread.interrupt();
            throw new AssertionError(
                    what + " did not return within " + deadline().toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new AssertionError(what + " threw " + e.getCause(), e.getCause());
        }
    }
}
