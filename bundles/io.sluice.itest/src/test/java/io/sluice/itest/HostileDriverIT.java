/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.stream.DriverInfo;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamInfo;
import io.sluice.api.stream.StreamState;
import io.sluice.itest.toy.Behaviour;
import io.sluice.itest.view.Viewing;
import io.sluice.testkit.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.Bundle;

/**
 * Whatever a driver does, everything else goes on, it is shown as what it is, and a better version of it serves. That
 * the rest goes on is checked after each test by {@link ToyExam}.
 */
public class HostileDriverIT extends ToyExam {
    private static final String BAD = "io.sluice.itest.bad";
    private static final String RELEASE = "sluice.itest.release";
    private static final Duration CLOSE = Duration.ofMillis(500);
    /** So long the component runtime waits for a component that is being activated, before it goes on without it. */
    private static final Duration COMPONENT_LOCK = Duration.ofSeconds(5);

    private static final Duration MARGIN = Duration.ofMillis(500);

    @Before
    public void nothingIsReleased() {
        System.clearProperty(RELEASE);
    }

    @After
    public void everythingThatHangsIsReleased() {
        System.setProperty(RELEASE, "true");
    }

    // ---------------------------------------------------------------- open

    @Test
    public void oneThatThrowsAnExceptionIsTriedAgain() throws Exception {
        Bundle bad = bad(Behaviour.THROW_EXCEPTION);
        Viewing viewing = view(define("bad", "bad:"));

        awaitSource("bad", Reason.DRIVER_FAILED, "threw java.lang.Exception: the toy is broken from open");
        awaitState("bad", StreamState.RECONNECTING);
        awaitInfo("bad", "was tried again", info -> info.sources().get(0).generation() > 4);
        assertThat(driver(bad).state()).isEqualTo(DriverInfo.State.ACTIVE);
        assertServesAfterUpdate(bad, viewing);
    }

    @Test
    public void oneThatThrowsErrorsIsQuarantinedAfterThree() throws Exception {
        assertQuarantinedAfterThree(Behaviour.THROW_ERROR);
    }

    @Test
    public void oneThatOpensNothingIsQuarantinedAfterThree() throws Exception {
        assertQuarantinedAfterThree(Behaviour.RETURN_NULL);
    }

    @Test
    public void oneThatDeclaresTracksWithoutEndFailsToOpen() throws Exception {
        Bundle bad = bad(Behaviour.FLOOD_TRACKS);
        Viewing viewing = view(define("bad", "bad:"));

        awaitSource("bad", Reason.DRIVER_FAILED, "more than 32 tracks");
        assertServesAfterUpdate(bad, viewing);
    }

    @Test
    public void oneThatRedirectsForEverIsGivenUp() throws Exception {
        bad(Behaviour.REDIRECT_FOR_EVER);
        Viewing viewing = view(define("bad", "bad:"));

        awaitEnd(viewing, "LOOP: ");
        assertThat(viewing.end()).contains("more than 5 redirects");
        awaitState("bad", StreamState.IDLE);
    }

    @Test
    public void oneThatRedirectsToAProgramIsRefused() throws Exception {
        bad(Behaviour.REDIRECT_TO_EXEC);
        Viewing viewing = view(define("bad", "bad:"));

        awaitEnd(viewing, "FORBIDDEN: ");
        assertThat(viewing.end()).contains("exec:").doesNotContain("touch");
        assertThat(Files.exists(Path.of("/tmp/sluice-itest-owned"))).isFalse();
    }

    @Test
    public void oneThatBlocksInOpenIsAbandonedAndQuarantinedAfterThree() throws Exception {
        assertHangingOpen(Behaviour.BLOCK_IN_OPEN);
    }

    @Test
    public void oneWhoseComponentBlocksInActivationIsAbandoned() throws Exception {
        Bundle bad = bad(Behaviour.BLOCK_IN_ACTIVATE);
        Viewing viewing = view(define("bad", "bad:"));
        awaitSource("bad", Reason.HELD_BY_OLD_GENERATION, "has not returned from its call");
        assertThat(source("bad").abandoned()).isEqualTo(1);
        assertThat(driver(bad).abandoned()).isEqualTo(1);

        update(bad, toy(BAD, 2, "bad", Behaviour.WELL), COMPONENT_LOCK);
        assertServes(bad, viewing);
    }

    @Test
    public void updatingOneThatIsBlockedInOpenDoesNotWaitForIt() throws Exception {
        Bundle bad = bad(Behaviour.BLOCK_IN_OPEN);
        Viewing viewing = view(define("bad", "bad:"));
        awaitInfo("bad", "is opening", info -> info.sources().get(0).generation() == 1);

        assertServesAfterUpdate(bad, viewing);
    }

    // ---------------------------------------------------------------- media

    @Test
    public void oneWhoseSourcesEndAtOnceIsTriedAgainUnderThePolicy() throws Exception {
        assertDiesAgainAndAgain(Behaviour.DIE_AT_ONCE);
    }

    @Test
    public void oneThatEndsAThousandTimesEndsOnce() throws Exception {
        assertDiesAgainAndAgain(Behaviour.FLOOD_ENDED);
    }

    @Test
    public void oneThatFloodsWithUnitsIsDroppedFrom() throws Exception {
        Bundle bad = bad(Behaviour.FLOOD_UNITS);
        Viewing viewing = view(define("bad", "bad:"));

        awaitUnits(viewing, 100);
        awaitInfo("bad", "drops units", info -> info.tracks().get(0).dropped() > 0);
        assertServesAfterUpdate(bad, viewing);
    }

    @Test
    public void oneThatFloodsWithCodecsGoesOn() throws Exception {
        Bundle bad = bad(Behaviour.FLOOD_CODECS);
        Viewing viewing = view(define("bad", "bad:"));

        awaitUnits(viewing, 100);
        awaitState("bad", StreamState.LIVE);
        assertServesAfterUpdate(bad, viewing);
    }

    // ---------------------------------------------------------------- close

    @Test
    public void oneThatThrowsInCloseIsIdleWithThatReason() throws Exception {
        Bundle bad = bad(Behaviour.THROW_IN_CLOSE);
        Viewing viewing = view(define("bad", "bad:"));
        awaitUnits(viewing, 2);

        viewing.close();

        awaitState("bad", StreamState.IDLE);
        assertThat(source("bad").text()).contains("close threw", "the toy does not close");
        assertThat(source("bad").abandoned()).isZero();
        assertServesAfterUpdate(bad, view("bad"));
    }

    @Test
    public void oneThatBlocksInCloseIsAbandonedAndTheStreamIsIdleInTime() throws Exception {
        Bundle bad = bad(Behaviour.BLOCK_IN_CLOSE);
        Viewing viewing = view(define("bad", "bad:"));
        awaitUnits(viewing, 2);

        long left = System.nanoTime();
        viewing.close();
        awaitState("bad", StreamState.IDLE);
        assertThat(since(left)).isLessThan(CLOSE.plus(Pace.of(MARGIN)));
        assertThat(source("bad").text()).contains("close did not return within 500 ms and was abandoned");
        assertThat(driver(bad).abandoned()).isEqualTo(1);

        Viewing again = view("bad");
        awaitSource("bad", Reason.HELD_BY_OLD_GENERATION, "generation 1 of " + BAD);
        awaitState("bad", StreamState.RECONNECTING);
        for (String stream : List.of("bad2", "bad3")) {
            Viewing other = view(define(stream, "bad:"));
            awaitUnits(other, 2);
            other.close();
        }
        awaitDriver(bad, DriverInfo.State.QUARANTINED);
        Viewing refused = view("bad2");
        awaitSource("bad2", Reason.DRIVER_QUARANTINED, "not used any more");
        awaitState("bad2", StreamState.WAITING_FOR_DRIVER);

        assertServesAfterUpdate(bad, again, refused);
    }

    @Test
    public void stoppingOneThatBlocksInCloseReturnsInTime() throws Exception {
        Bundle bad = bad(Behaviour.BLOCK_IN_CLOSE);
        Viewing viewing = view(define("bad", "bad:"));
        awaitUnits(viewing, 2);

        long startNs = System.nanoTime();
        bad.stop();
        assertThat(since(startNs)).isLessThan(CLOSE.plus(Pace.of(MARGIN)).plus(Pace.of(MARGIN)));
        awaitState("bad", StreamState.WAITING_FOR_DRIVER);
        assertThat(viewing.end()).isEmpty();
    }

    // ---------------------------------------------------------------- registration

    @Test
    public void oneWithAPrivateCopyOfTheApiIsShownAsIncompatible() throws Exception {
        Path jar = toyJar(BAD, 1, "bad", Behaviour.WELL)
                .packages("io.sluice.itest.toy", "io.sluice.api.*")
                .header("Import-Package", "!io.sluice.api.*,!org.jspecify.annotations,*")
                .header("-removeheaders", "Export-Package")
                .build(home().resolve("run"));
        Bundle bad = add(jar);
        Viewing viewing = view(define("bad", "bad:"));

        awaitDriver(bad, DriverInfo.State.INCOMPATIBLE);
        assertThat(driver(bad).text()).contains("private copy of io.sluice.api");
        awaitState("bad", StreamState.WAITING_FOR_DRIVER);
        assertServesAfterUpdate(bad, viewing);
    }

    // ---------------------------------------------------------------- what they have in common

    private Bundle bad(Behaviour behaviour) throws Exception {
        return add(toy(BAD, 1, "bad", behaviour));
    }

    private void assertQuarantinedAfterThree(Behaviour behaviour) throws Exception {
        Bundle bad = bad(behaviour);
        Viewing viewing = view(define("bad", "bad:"));

        awaitDriver(bad, DriverInfo.State.QUARANTINED);
        assertThat(driver(bad).text()).contains("3 times");
        awaitSource("bad", Reason.DRIVER_QUARANTINED, "not used any more");
        awaitState("bad", StreamState.WAITING_FOR_DRIVER);
        assertThat(source("bad").generation()).isEqualTo(3);
        assertServesAfterUpdate(bad, viewing);
    }

    private void assertHangingOpen(Behaviour behaviour) throws Exception {
        Bundle bad = bad(behaviour);
        List<Viewing> viewings = new ArrayList<>();
        for (String stream : List.of("bad1", "bad2", "bad3")) {
            viewings.add(view(define(stream, "bad:")));
        }
        awaitDriver(bad, DriverInfo.State.QUARANTINED);
        assertThat(driver(bad).abandoned()).isEqualTo(3);
        for (String stream : List.of("bad1", "bad2", "bad3")) {
            awaitSource(stream, Reason.DRIVER_QUARANTINED, "hung or failed too often");
            assertThat(source(stream).abandoned()).isEqualTo(1);
        }
        assertServesAfterUpdate(bad, viewings.toArray(Viewing[]::new));
    }

    private void assertDiesAgainAndAgain(Behaviour behaviour) throws Exception {
        Bundle bad = bad(behaviour);
        Viewing viewing = view(define("bad", "bad:"));

        awaitSource("bad", Reason.ENDED, "the toy gave up");
        awaitState("bad", StreamState.RECONNECTING);
        long nowNs = System.nanoTime();
        awaitInfo("bad", "was tried five times", info -> info.sources().get(0).generation() >= 5);
        // 100, 160, 256 and 410 ms, each 20 % less at most.
        assertThat(since(nowNs)).isGreaterThan(Duration.ofMillis(300));
        assertServesAfterUpdate(bad, viewing);
    }

    /** The update returns in time; all who waited get the new version's units, and nobody's subscription ended. */
    private void assertServesAfterUpdate(Bundle bad, Viewing... viewings) throws Exception {
        update(bad, toy(BAD, 2, "bad", Behaviour.WELL), CLOSE);
        assertServes(bad, viewings);
    }

    private void assertServes(Bundle bad, Viewing... viewings) throws Exception {
        for (Viewing viewing : viewings) {
            awaitVersion(viewing, 2);
            assertThat(viewing.end()).isEmpty();
        }
        assertThat(driver(bad).state()).isEqualTo(DriverInfo.State.ACTIVE);
        assertThat(driver(bad).producers()).isEqualTo(viewings.length);
    }

    private void update(Bundle bad, Path jar, Duration limit) throws Exception {
        long startNs = System.nanoTime();
        update(bad, jar);
        assertThat(since(startNs)).isLessThan(limit.plus(Pace.of(MARGIN)).plus(Pace.of(MARGIN)));
    }

    private static Duration since(long startNs) {
        return Duration.ofNanos(System.nanoTime() - startNs);
    }

    private void awaitSource(String stream, Reason reason, String text) {
        awaitInfo(stream, "shows " + reason + " " + text, info -> {
            StreamInfo.SourceInfo source = info.sources().get(0);
            return source.reason() == reason && source.text().contains(text);
        });
    }

    private static void awaitEnd(Viewing viewing, String start) {
        Await.until(
                () -> "ends with " + start + ": " + viewing,
                SOON,
                () -> viewing.end().startsWith(start));
    }
}
