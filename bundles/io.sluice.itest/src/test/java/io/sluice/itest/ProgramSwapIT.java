/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Source;
import io.sluice.api.stream.StreamDefinition;
import io.sluice.api.stream.StreamInfo.SourceInfo;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamRegistry;
import io.sluice.testkit.Await;
import io.sluice.testkit.Leaks;
import io.sluice.testkit.camera.FakeCamera;
import io.sluice.testkit.rtsp.ChannelCounts;
import io.sluice.testkit.rtsp.RtspReader;
import io.sluice.testkit.rtsp.RtspReaders;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.Bundle;

/**
 * Bundles are replaced under a leg that ffmpeg makes, {@code cam: [camera, ffmpeg:cam#audio=opus]}, while it is
 * watched: nobody is disconnected, the other members notice nothing, and nothing of what was replaced is left.
 */
public class ProgramSwapIT extends SluiceExam {
    private static final String FFMPEG = "io.sluice.driver.ffmpeg";
    private static final StreamName CAM = StreamName.of("cam");
    private static final int ROUNDS = Integer.getInteger("sluice.soak", 0) > 0 ? 100 : 10;
    private static final int A_BIT = 10;
    private static final String LISTEN = "tcp LISTEN";
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private FakeCamera camera;
    private RtspReaders readers;
    private RtspReader both;
    private RtspReader pictures;
    private RtspReader steady;

    @Override
    protected String yaml() {
        return """
                streams:
                  steady: demo:
                tuning: { linger: 0s, start: 60s, open: 60s, stall: 60s, hold: 120s }
                """;
    }

    private String url(String stream) {
        return "rtsp://127.0.0.1:" + rtspPort() + "/" + stream;
    }

    @Before
    public void watch() throws Exception {
        awaitStarted("net");
        camera = FakeCamera.options().aac().start();
        var sources = List.of(Source.of(camera.url()), Source.of("ffmpeg:cam#audio=opus"));
        registry(registry -> registry.define(StreamDefinition.of(CAM, sources)));
        readers = RtspReaders.open();
        both = readers.join(url("cam?video=h264&audio=opus"));
        pictures = readers.join(url("cam?video=h264"));
        steady = readers.join(url("steady"));
        awaitMore();
    }

    @After
    public void leave() throws Exception {
        readers.close();
        Await.until(
                () -> "no program is left: " + programs(),
                LIMIT,
                () -> programs().isEmpty());
        registry(registry -> registry.remove(CAM));
        camera.close();
    }

    private <T> T registry(Function<StreamRegistry, CompletionStage<T>> call) throws InterruptedException {
        return withService(StreamRegistry.class, registry -> {
            try {
                return call.apply(registry).toCompletableFuture().get(SOON.toMillis(), TimeUnit.MILLISECONDS);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    private SourceInfo source(int index) {
        try {
            return registry(registry -> registry.stream(CAM)).sources().get(index);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Long> programs() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").endsWith("/ffmpeg"))
                .map(ProcessHandle::pid)
                .toList();
    }

    private static long units(RtspReader reader, String codec) {
        return reader.counts().stream()
                .filter(counts -> counts.codec().equalsIgnoreCase(codec))
                .mapToLong(ChannelCounts::units)
                .sum();
    }

    /** Everybody gets more of everything. */
    private void awaitMore() {
        long sound = units(both, "opus") + A_BIT;
        long video = units(both, "h264") + A_BIT;
        long watched = pictures.units() + A_BIT;
        long other = steady.units() + A_BIT;
        Await.until(
                () -> "sound and pictures: " + both + ", " + pictures + ", " + steady + ", " + source(1),
                LIMIT,
                () -> units(both, "opus") >= sound
                        && units(both, "h264") >= video
                        && pictures.units() >= watched
                        && steady.units() >= other);
    }

    private void assertNobodyNoticed() {
        for (RtspReader reader : List.of(both, pictures, steady)) {
            assertThat(reader.state()).as("%s", reader).isEqualTo(RtspReader.State.PLAYING);
        }
        assertThat(both.video().continuous()).as("%s", both).isTrue();
        assertThat(pictures.video().continuous()).as("%s", pictures).isTrue();
        assertThat(steady.video().continuous()).as("%s", steady).isTrue();
        assertThat(both.counts())
                .allSatisfy(counts -> assertThat(
                                counts.gaps() + counts.repeated() + counts.ssrcChanges() + counts.timestampsBack())
                        .as("%s", counts)
                        .isZero());
        assertThat(source(0).generation()).as("the camera's connection").isEqualTo(1);
        assertThat(camera.statistic("open")).isEqualTo(1);
    }

    private Path jar(String bundle) {
        return BundleCopy.shipped(bundle);
    }

    @Test
    public void theLegComesBackByItselfWhenItsDriverIsUpdated() throws Exception {
        Bundle driver = bundleOf(FFMPEG);
        update(driver, jar(FFMPEG)); // what is loaded once by the first update is no leak
        awaitMore();
        Leaks.Snapshot clean = Leaks.ofThisJvm();
        var loaders = new ArrayList<WeakReference<ClassLoader>>();
        for (int round = 0; round < ROUNDS; round++) {
            loaders.add(LeakCheck.classLoaderOf(driver));
            List<Long> before = programs();
            update(driver, jar(FFMPEG));
            assertThat(programs()).as("of the version before").noneMatch(before::contains);
            if (round % 3 != 2) { // every third time the next one follows while the leg is being opened
                awaitMore();
                assertThat(programs()).hasSize(1);
            }
            assertNobodyNoticed();
        }
        awaitMore();
        assertNobodyNoticed();
        assertThat(source(1).abandoned()).isZero();
        loaders.forEach(loader -> LeakCheck.assertCollected(FFMPEG, loader));
        Await.until(
                () -> "left behind: " + left(clean), LIMIT, () -> left(clean).isEmpty());
    }

    /** Each version has another port of its own for its programs. */
    private static List<String> left(Leaks.Snapshot before) {
        boolean more = listening(Leaks.ofThisJvm()) > listening(before);
        return ToyExam.left(before).stream()
                .filter(line -> more || !line.contains(LISTEN))
                .toList();
    }

    private static int listening(Leaks.Snapshot snapshot) {
        return snapshot.sockets().entrySet().stream()
                .filter(socket -> socket.getKey().contains(LISTEN))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    @Test
    public void theLegIsNotDisturbedWhenTheProtocolsAreUpdated() throws Exception {
        List<Long> before = programs();
        assertThat(before).hasSize(1);
        for (int round = 0; round < ROUNDS; round++) {
            String name = round % 5 == 4 ? "io.sluice.gateway" : "io.sluice.protocol.rtsp";
            update(bundleOf(name), jar(name));
            awaitMore();
            assertThat(programs()).isEqualTo(before);
            assertNobodyNoticed();
        }
        assertThat(source(1).generation()).isEqualTo(1);
        assertThat(source(1).restarts()).isZero();
    }

    /** The leg reads from the stream, not from the camera: it is there all the time. */
    @Test
    public void theLegStaysWhenTheCamerasDriverIsUpdated() throws Exception {
        String name = "io.sluice.driver.rtsp";
        Bundle driver = bundleOf(name);
        List<Long> before = programs();
        assertThat(before).hasSize(1);
        var loaders = new ArrayList<WeakReference<ClassLoader>>();
        for (int round = 0; round < ROUNDS / 2; round++) {
            loaders.add(LeakCheck.classLoaderOf(driver));
            long generation = source(0).generation();
            update(driver, jar(name));
            awaitMore();
            assertThat(source(0).generation()).as("the camera was asked again").isGreaterThan(generation);
            assertThat(programs()).isEqualTo(before);
        }
        for (RtspReader reader : List.of(both, pictures, steady)) {
            assertThat(reader.state()).as("%s", reader).isEqualTo(RtspReader.State.PLAYING);
        }
        assertThat(both.counts())
                .allSatisfy(counts -> assertThat(
                                counts.gaps() + counts.repeated() + counts.ssrcChanges() + counts.timestampsBack())
                        .as("%s", counts)
                        .isZero());
        assertThat(steady.video().continuous()).as("%s", steady).isTrue();
        assertThat(source(1).generation()).as("the leg").isEqualTo(1);
        assertThat(source(1).restarts()).isZero();
        Await.until("the camera has one connection", LIMIT, () -> camera.statistic("open") == 1);
        loaders.forEach(loader -> LeakCheck.assertCollected(name, loader));
    }
}
