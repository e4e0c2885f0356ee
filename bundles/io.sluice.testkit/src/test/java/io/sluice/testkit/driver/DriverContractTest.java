/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.driver;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.api.driver.Driver;
import io.sluice.api.driver.Source;
import io.sluice.testkit.driver.ToyDriver.Vice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A driver without vices passes; each vice is found by the test that is there for it. */
class DriverContractTest extends DriverContract {
    private ToyDriver driver = new ToyDriver(Set.of());

    private final List<ToyDriver> bad = new ArrayList<>();

    private DriverContractTest with(Vice vice) {
        var contract = new DriverContractTest();
        contract.driver = new ToyDriver(Set.of(vice));
        bad.add(contract.driver);
        return contract;
    }

    @AfterEach
    void releaseWhatHangs() {
        bad.forEach(ToyDriver::release);
    }

    @Override
    protected Driver driver() {
        return driver;
    }

    @Override
    protected Source source() {
        return Source.of("toy:one");
    }

    @Override
    protected Optional<Source> brokenSource() {
        return Optional.of(Source.of("toy://user:secret@broken"));
    }

    @Override
    protected Duration deadline() {
        return Duration.ofSeconds(2);
    }

    @Test
    void findsACloseThatHangs() {
        var bad = with(Vice.CLOSE_HANGS);
        found(bad::closesMoreThanOnceAndInTime, "close did not return within 2000 ms");
    }

    @Test
    void findsThreadsThatAreLeftBehind() {
        DriverContractTest bad = with(Vice.LEAKS_A_THREAD);
        found(bad::leavesNothingBehind, "left behind: [+3 thread sluice-toy]");
    }

    @Test
    void findsUnitsAfterClose() {
        var bad = with(Vice.DELIVERS_AFTER_CLOSE);
        found(bad::closesWithoutBeingCancelledFirst, "units after close: happened, and must not");
    }

    @Test
    void findsOptionsThatAreIgnored() {
        var bad = with(Vice.IGNORES_OPTIONS);
        found(bad::refusesAnOptionThatItDoesNotKnow, "Refused");
    }

    @Test
    void findsAnExceptionInsteadOfARefusal() {
        var bad = with(Vice.THROWS_FOR_BROKEN_SOURCES);
        found(bad::refusesABrokenSourceWithAReasonAndWithoutAnException, "open threw java.lang.IllegalStateException");
    }

    @Test
    void findsTimeThatGoesBack() {
        var bad = with(Vice.TIME_GOES_BACK);
        found(bad::givesTracksAndUnitsThatBeginWithAKey, "got a unit at 0 after one at");
    }

    @Test
    void findsAFirstUnitThatIsNoKey() {
        var bad = with(Vice.STARTS_WITHOUT_KEY);
        found(bad::givesTracksAndUnitsThatBeginWithAKey, "is a key unit");
    }

    private static void found(ThrowingCallable test, String text) {
        assertThatThrownBy(test).isInstanceOf(AssertionError.class).hasMessageContaining(text);
    }
}
