/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Driver;
import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Producer;
import io.sluice.api.driver.Source;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.net.Datagrams;
import io.sluice.api.net.Dialer;
import io.sluice.api.stream.Reason;
import io.sluice.net.RealDialer;
import io.sluice.testkit.Await;
import io.sluice.testkit.driver.RecordedTrack;
import io.sluice.testkit.driver.RecordingContext;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** What tests of the driver against a scripted camera share. */
abstract class ScriptedCase {
    static final Duration SOON = Duration.ofSeconds(10);

    private static RealDialer dialer;

    final List<Producer> producers = new ArrayList<>();
    RecordingContext context = new RecordingContext();
    ScriptedCamera camera;

    @BeforeAll
    static void startLoops() {
        dialer = new RealDialer();
    }

    @AfterAll
    static void stopLoops() {
        dialer.close();
    }

    @BeforeEach
    void startCamera() throws IOException {
        camera = new ScriptedCamera();
    }

    @AfterEach
    void stopCamera() throws Exception {
        for (Producer producer : producers) {
            producer.close();
        }
        camera.close();
    }

    static Dialer dialer() {
        return dialer;
    }

    static Driver driver() {
        return new RtspDriver(dialer, dialer.datagrams(), Map.of());
    }

    /** The driver under test; a new one for each source, unless a test keeps one. */
    Driver opener() {
        return driver();
    }

    static Datagrams datagrams() {
        return dialer.datagrams();
    }

    Opened open(String url) throws Exception {
        Opened opened = opener().open(Source.of(url), context);
        if (opened instanceof Opened.Producing producing) {
            producers.add(producing.producer());
        }
        return opened;
    }

    Opened open() throws Exception {
        return open(camera.url());
    }

    /** Opens and waits for units on the first track. */
    RecordedTrack plays(String url, int units) throws Exception {
        assertThat(open(url)).isInstanceOf(Opened.Producing.class);
        context.awaitUnits(units, SOON);
        assertThat(context.violations()).isEmpty();
        return context.tracks().get(0);
    }

    RecordedTrack plays() throws Exception {
        return plays(camera.url(), 9);
    }

    Opened.Refused refused(String url) throws Exception {
        Opened opened = open(url);
        assertThat(opened).isInstanceOf(Opened.Refused.class);
        return (Opened.Refused) opened;
    }

    Opened.Refused refused(Reason reason, Opened.Retry retry) throws Exception {
        Opened.Refused refused = refused(camera.url());
        assertThat(refused.reason()).as(refused.text()).isEqualTo(reason);
        assertThat(refused.retry()).isEqualTo(retry);
        return refused;
    }

    static String codecs(List<RecordedTrack> tracks) {
        return tracks.stream().map(track -> track.codec().toString()).toList().toString();
    }

    static List<Long> times(RecordedTrack track) {
        return track.units().stream().map(AccessUnit::pts).toList();
    }

    void awaitRequest(String method, int count) {
        Await.until(
                count + " " + method + " requests",
                SOON,
                () -> camera.requests(method).size() >= count);
    }

    RecordedTrack track(MediaKind kind) {
        return context.awaitTrack(kind, SOON);
    }

    static Codec h264() {
        return Codec.of(Codec.H264, 90_000, 0);
    }
}
