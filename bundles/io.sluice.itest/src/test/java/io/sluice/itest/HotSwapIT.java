/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Driver;
import io.sluice.api.driver.Opened;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.stream.DriverInfo;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamState;
import io.sluice.itest.toy.Behaviour;
import io.sluice.itest.view.Viewing;
import io.sluice.testkit.Await;
import io.sluice.testkit.Leaks;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** Drivers and packagings are replaced while viewers watch: nobody else notices, nothing of the old ones is left. */
public class HotSwapIT extends ToyExam {
    private static final String TOY = "io.sluice.itest.toy";
    private static final int CYCLES = 20;

    @Test
    public void viewersStayWhileTheirDriverIsUpdatedRemovedAndInstalledAgain() throws Exception {
        Path first = toy(TOY, 1, "toy", Behaviour.WELL);
        Path second = toy(TOY, 2, "toy", Behaviour.WELL);
        String stream = define("cam", "toy:");
        Viewing early = view(stream);
        awaitState(stream, StreamState.WAITING_FOR_DRIVER);
        assertThat(info(stream).reason()).isEqualTo(Reason.DRIVER_MISSING);
        assertThat(info(stream).text()).contains("toy:");

        Bundle driver = add(first);
        awaitVersion(early, 1);
        assertNothingDependsOn(driver);
        Viewing middle = view(stream);
        awaitVersion(middle, 1);
        update(driver, second);
        awaitVersion(early, 2);
        awaitVersion(middle, 2);
        driver.uninstall();
        awaitState(stream, StreamState.WAITING_FOR_DRIVER);
        assertThat(source(stream).reason()).isEqualTo(Reason.DRIVER_MISSING);
        Viewing late = view(stream);
        add(first);

        for (Viewing viewing : List.of(early, middle, late)) {
            awaitVersion(viewing, 1);
            assertThat(viewing.end()).isEmpty();
            assertThat(viewing.missing())
                    .as("missing within a generation: %s", viewing)
                    .isZero();
        }
        awaitState(stream, StreamState.LIVE);
        assertThat(source(stream).abandoned()).isZero();
    }

    @Test
    public void aStoppedDriverStartsItsStreamsAgainWhenItIsStarted() throws Exception {
        Bundle driver = add(toy(TOY, 1, "toy", Behaviour.WELL));
        Viewing viewing = view(define("cam", "toy:"));
        awaitUnits(viewing, 1);

        for (int i = 0; i < 5; i++) {
            driver.stop();
            awaitState("cam", StreamState.WAITING_FOR_DRIVER);
            driver.start();
            awaitVersion(viewing, 1);
        }

        assertThat(viewing.end()).isEmpty();
    }

    @Test
    public void ofTwoVersionsTheNewerServesAndTheOtherTakesOverWhenItGoes() throws Exception {
        Bundle old = add(toy(TOY, 1, "toy", Behaviour.WELL));
        Viewing before = view(define("before", "toy:1"));
        awaitUnits(before, 1);

        Bundle fresh = add(toy(TOY, 2, "toy", Behaviour.WELL));
        awaitDriver(old, DriverInfo.State.STANDBY);
        awaitDriver(fresh, DriverInfo.State.ACTIVE);
        Viewing after = view(define("after", "toy:2"));
        awaitVersion(after, 2);
        assertThat(before.version()).as("what runs goes on").isEqualTo(1);

        fresh.uninstall();
        awaitVersion(after, 1);
        assertThat(driver(old).producers()).isEqualTo(2);
        fresh = add(toy(TOY, 2, "toy", Behaviour.WELL));
        awaitDriver(fresh, DriverInfo.State.ACTIVE);
        old.uninstall();
        awaitVersion(before, 2);
        awaitVersion(after, 2);

        for (Viewing viewing : List.of(before, after)) {
            assertThat(viewing.end()).isEmpty();
            assertThat(viewing.missing()).isZero();
        }
    }

    @Test
    public void aDriverWhosePropertiesChangedIsClosedBeforeItGoes() throws Exception {
        Viewing viewing = view(define("cam", "local:"));
        AtomicInteger open = new AtomicInteger();
        Driver driver = (source, media) -> {
            open.incrementAndGet();
            media.track(MediaKind.VIDEO, Codec.of(Codec.H264, 90_000, 0));
            return new Opened.Producing(open::decrementAndGet);
        };
        ServiceRegistration<Driver> registration = context.registerService(
                Driver.class, driver, FrameworkUtil.asDictionary(Map.of(Driver.SCHEMES, "local")));
        Await.until("the source is open", SOON, () -> open.get() == 1 && viewing.joined());

        registration.setProperties(
                FrameworkUtil.asDictionary(Map.of(Driver.SCHEMES, "local", Constants.SERVICE_RANKING, 7)));
        registration.unregister();

        assertThat(open).hasValue(0);
        awaitState("cam", StreamState.WAITING_FOR_DRIVER);
    }

    @Test
    public void nothingIsLeftAfterTwentyUpdatesUnderALiveFeed() throws Exception {
        List<Path> jars = List.of(toy(TOY, 1, "toy", Behaviour.WELL), toy(TOY, 2, "toy", Behaviour.WELL));
        Bundle driver = add(jars.get(0));
        Viewing viewing = view(define("cam", "toy:"));
        awaitUnits(viewing, 1);
        update(driver, jars.get(1)); // what is loaded once by the first update is no leak
        awaitVersion(viewing, 2);
        Leaks.Snapshot before = Leaks.ofThisJvm();
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();

        for (int i = 0; i < CYCLES; i++) {
            loaders.add(LeakCheck.classLoaderOf(driver));
            update(driver, jars.get(i % 2));
            awaitVersion(viewing, 1 + i % 2);
        }

        awaitCollected(CYCLES + " updated drivers", loaders);
        assertNothingLeft(before);
        assertThat(viewing.end()).isEmpty();
        assertThat(driver(driver).producers()).isEqualTo(1);
        WeakReference<ClassLoader> last = LeakCheck.classLoaderOf(driver);
        driver.uninstall();
        awaitCollected("the last driver", List.of(last));
    }

    @Test
    public void aPackagingGoesWithItsBundleAndLeavesNothing() throws Exception {
        add(toy(TOY, 1, "toy", Behaviour.WELL));
        Viewing other = view(define("cam", "toy:"));
        awaitUnits(other, 1);
        Path jar = packagingJar().build(home().resolve("run"));
        Bundle packaging = add(jar);
        awaitUnitsIn(packaging);
        assertNothingDependsOn(packaging);
        update(packaging, jar);
        awaitUnitsIn(packaging);
        Leaks.Snapshot before = Leaks.ofThisJvm();
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();

        for (int i = 0; i < CYCLES; i++) {
            loaders.add(LeakCheck.classLoaderOf(packaging));
            update(packaging, jar);
            awaitUnitsIn(packaging);
        }

        awaitCollected(CYCLES + " updated packagings", loaders);
        assertNothingLeft(before);
        assertThat(info("cam").feeds()).hasSize(2);
        WeakReference<ClassLoader> last = LeakCheck.classLoaderOf(packaging);
        packaging.stop();
        awaitInfo(
                "cam",
                "has one feed",
                info -> info.feeds().size() == 1 && info.consumers().size() == 1);
        packaging.uninstall();
        awaitCollected("the last packaging", List.of(last));
        assertThat(other.end()).isEmpty();
        assertThat(other.missing()).isZero();
    }

    private static FixtureBundle packagingJar() {
        return FixtureBundle.of("io.sluice.itest.view", "1.0.0")
                .packages("io.sluice.itest.view")
                .text("view.properties", "stream=cam\n");
    }

    private void awaitUnitsIn(Bundle packaging) {
        Await.until("units in " + packaging, SOON, () -> {
            for (ServiceReference<?> reference : context.getServiceReferences(Supplier.class, "(toy.view=true)")) {
                if (reference.getBundle() == packaging) {
                    String[] said = ((Supplier<?>) context.getService(reference))
                            .get()
                            .toString()
                            .split(" ", 2);
                    context.ungetService(reference);
                    return Long.parseLong(said[0]) > 1 && said[1].isEmpty();
                }
            }
            return false;
        });
    }

    private static void assertNothingLeft(Leaks.Snapshot before) {
        Await.until(
                () -> "left behind: " + left(before), SOON, () -> left(before).isEmpty());
    }
}
