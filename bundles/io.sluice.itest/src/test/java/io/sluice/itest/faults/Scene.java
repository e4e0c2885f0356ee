/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.testkit.Await;
import io.sluice.testkit.camera.FakeCamera;
import io.sluice.testkit.rtsp.ChannelCounts;
import io.sluice.testkit.rtsp.RtspReader;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** One camera, the stream of it and who watches. */
final class Scene {
    static final Duration LIMIT = Duration.ofSeconds(60);

    final String name;
    final FakeCamera camera;
    final RtspReader viewer;
    private final FaultyServer server;
    private Instant struckAt = Instant.EPOCH;
    private long unitsBefore;
    private long connectionsBefore;

    Scene(String name, FakeCamera camera, RtspReader viewer, FaultyServer server) {
        this.name = name;
        this.camera = camera;
        this.viewer = viewer;
        this.server = server;
    }

    /** The fault happens now. */
    void strike(Runnable fault) {
        unitsBefore = viewer.units();
        connectionsBefore = camera.statistic("conns");
        struckAt = Instant.now();
        fault.run();
    }

    /** Waits until the stream says that it failed and gives how long after the fault that was. */
    Duration noticed(String reason) {
        return Await.value(
                name + " is " + reason,
                LIMIT,
                () -> since("source.state").stream()
                        .filter(line -> line.text().contains("-> RECONNECTING (" + reason + ":"))
                        .map(line -> Duration.between(struckAt, line.at()))
                        .findFirst()
                        .orElse(null));
    }

    /** Waits until an attempt fails for this reason and gives how long after the fault that was. */
    Duration failed(String reason) {
        return Await.value(
                name + " fails with " + reason,
                LIMIT,
                () -> since("source.failed").stream()
                        .filter(line -> line.text().contains(" failed (" + reason + ":"))
                        .map(line -> Duration.between(struckAt, line.at()))
                        .findFirst()
                        .orElse(null));
    }

    /** What the log says of it after the fault. */
    List<FaultyServer.LogLine> since(String event) {
        Instant from = struckAt.truncatedTo(ChronoUnit.MILLIS);
        return server.lines(name, event).stream()
                .filter(line -> !line.at().isBefore(from))
                .toList();
    }

    /** Connections to the camera after the fault. */
    long reconnected() {
        return camera.statistic("conns") - connectionsBefore;
    }

    /** Media comes again, and the viewer is still the same. Gives the pause. */
    Duration healed() {
        viewer.awaitUnits(viewer.units() + 25, LIMIT);
        assertThat(viewer.state()).as("%s %s", name, viewer).isEqualTo(RtspReader.State.PLAYING);
        ChannelCounts video = viewer.video();
        assertThat(video.continuous()).as("%s: %s", name, video).isTrue();
        assertThat(video.timestampsBack()).as(name).isZero();
        assertThat(video.unitsBeforeKey()).as(name).isZero();
        return Duration.ofMillis(video.worstPauseMs());
    }

    /** It went on as if nothing had happened: the same connection to the camera. */
    void untouched() {
        viewer.awaitUnits(unitsBefore + 25, LIMIT);
        assertThat(since("source.failed")).as(name).isEmpty();
        assertThat(reconnected()).as(name).isZero();
        healed();
    }
}
