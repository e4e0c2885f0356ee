/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.bundle.BundleRefusedException;
import io.sluice.api.bundle.BundleStore;
import io.sluice.testkit.Await;
import io.sluice.testkit.Ports;
import io.sluice.testkit.rtsp.ChannelCounts;
import io.sluice.testkit.rtsp.RtspPublisher;
import io.sluice.testkit.rtsp.RtspReader;
import io.sluice.testkit.rtsp.RtspReaders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.slf4j.LoggerFactory;

/**
 * The RTSP protocol is replaced under its viewers: by another version through the store that API, console and
 * {@code deploy/} use, by the framework itself, and by a refresh. Nobody is disconnected, no packet is missing.
 */
public class RtspAdoptIT extends SluiceExam {
    private static final String PROTOCOL = "io.sluice.protocol.rtsp";
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final boolean LONG = Integer.getInteger("sluice.soak", 0) > 0;
    private static final int READERS = LONG ? 500 : 100;
    private static final int ROUNDS = LONG ? 50 : 6;
    private static final int HALF_A_SECOND = 12;
    private static final Duration INTERVAL = Duration.ofMillis(40);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private int versions;

    @Override
    protected String yaml() {
        return """
                streams:
                  demo: demo:
                  other: demo:
                  in:
                  program:
                """;
    }

    @Override
    protected List<String> settings() {
        return List.of("rtsp.udp_port=" + (Ports.free() & ~1));
    }

    private String url(String stream) {
        return "rtsp://127.0.0.1:" + rtspPort() + "/" + stream;
    }

    @Test
    public void nobodyIsDisconnectedAndNoPacketIsMissing() throws Exception {
        awaitStarted("net");
        replace(0); // whatever is loaded once is loaded
        var loaders = new ArrayList<WeakReference<ClassLoader>>();
        var pauses = new ArrayList<Duration>();
        List<Duration> calm = new ArrayList<>();
        try (RtspReaders readers = RtspReaders.open();
                Player ffmpeg = Player.ffmpeg(url("demo"));
                Player gstreamer = Player.gstreamer(url("demo"));
                Player mpv = Player.mpv(url("demo"))) {
            List<RtspReader> viewers = new ArrayList<>(readers.join(url("demo"), READERS - READERS / 5));
            viewers.addAll(readers.join(url("other"), READERS / 5));
            RtspReaders.awaitPlaying(viewers, LIMIT);
            awaitHalfASecond(viewers);
            for (Player player : List.of(ffmpeg, gstreamer, mpv)) {
                player.awaitMore(0, 1, LIMIT);
            }
            var leaks = new LeakCheck();
            for (int round = 0; round < ROUNDS; round++) {
                forgetPauses(viewers);
                awaitHalfASecond(viewers);
                calm.add(worstPause(viewers));
                loaders.add(LeakCheck.classLoaderOf(bundleOf(PROTOCOL)));
                forgetPauses(viewers);
                replace(round);
                awaitHalfASecond(viewers);
                viewers.forEach(viewer -> pauses.add(viewer.worstPause().minus(INTERVAL)));
                assertThat(viewers).as("after replacement %d", round).allSatisfy(RtspAdoptIT::assertGoesOn);
            }
            for (Player player : List.of(ffmpeg, gstreamer, mpv)) {
                player.awaitMore(player.pictures(), HALF_A_SECOND, LIMIT);
            }
            assertThat(viewers).allSatisfy(RtspAdoptIT::assertGoesOn);
            long left = loaders.stream().filter(RtspAdoptIT::isLeft).count();
            report(pauses, calm, left, leaks);
            loaders.forEach(loader -> LeakCheck.assertCollected(PROTOCOL, loader));
            leaks.assertNoNewThreads();
            leaks.assertNoNewDescriptors(10);
        }
        assertThat(percentile(pauses, 50)).isLessThanOrEqualTo(allowed());
    }

    @Test
    public void whatIsUnderWayIsAnsweredOnceByOneOfThem() throws Exception {
        awaitStarted("net");
        try (RtspReaders readers = RtspReaders.open();
                RtspAsker asker = RtspAsker.connect(rtspPort());
                RtspAsker steps = RtspAsker.connect(rtspPort());
                RtspPublisher publisher = RtspPublisher.start(url("in"))) {
            readers.join(url("demo")).awaitPlaying(LIMIT);
            readers.join(url("in")).awaitPlaying(LIMIT);
            asker.keepAsking(url("demo"));
            assertThat(steps.ask("DESCRIBE", url("demo")))
                    .startsWith("RTSP/1.0 200")
                    .contains("m=video");
            replace(0);
            String setUp =
                    steps.ask("SETUP", url("demo") + "/trackID=0", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1");
            assertThat(setUp).startsWith("RTSP/1.0 200").contains("interleaved=0-1");
            String session = "Session: " + RtspAsker.session(setUp);
            replace(1);
            List<RtspReader> inBetween = readers.join(url("demo"), 10);
            assertThat(steps.ask("PLAY", url("demo"), session)).startsWith("RTSP/1.0 200");
            RtspReaders.awaitPlaying(inBetween, LIMIT);
            for (int round = 2; round < 6; round++) {
                List<RtspReader> late = readers.join(url("demo"), 10);
                replace(round);
                RtspReaders.awaitPlaying(late, LIMIT);
            }
            assertThat(steps.ask("TEARDOWN", url("demo"), session)).startsWith("RTSP/1.0 200");
            assertThat(asker.stopAsking()).isPositive();
            // It cannot be handed over: what it sends is put together by the version that is gone.
            Await.until(
                    "the publisher is disconnected",
                    LIMIT,
                    () -> !publisher.failure().isEmpty());
            try (RtspPublisher again = RtspPublisher.start(url("in"))) {
                readers.join(url("in")).awaitUnits(HALF_A_SECOND, LIMIT);
                assertThat(again.failure()).isEmpty();
            }
        }
    }

    /** Datagrams and publishers cannot be handed over: closed properly, and accepted again within a second. */
    @Test
    public void whoCannotBeHandedOverIsToldSoAndMayComeBackAtOnce() throws Exception {
        awaitStarted("net");
        try (RtspReaders readers = RtspReaders.open();
                PeerProcess ffmpeg = publishWithFfmpeg();
                PeerProcess player = watchWithFfmpeg();
                RawRtsp viewer = RawRtsp.connect(rtspPort());
                RawUdp pictures = watch(viewer);
                RawRtsp publisher = RawRtsp.connect(rtspPort());
                RawUdp published = publish(publisher)) {
            Await.until("ffmpeg publishes", LIMIT, () -> isPublished("program"));
            Await.until("ffmpeg watches", LIMIT, () -> player.output().contains("frame="));
            var replaced = CompletableFuture.runAsync(() -> {
                try {
                    replace(0);
                } catch (Exception e) {
                    throw new CompletionException(e);
                }
            });
            Duration viewerWaits = backIn(viewer, next -> watch(next).close());
            Duration publisherWaits = backIn(publisher, next -> publish(next).close());
            replaced.get(LIMIT.toSeconds(), TimeUnit.SECONDS);

            assertThat(isBye(pictures))
                    .as("RTCP BYE (RFC 3550, 6.6) before the end")
                    .isTrue();
            assertThat(viewerWaits).isLessThan(Pace.of(SECOND));
            assertThat(publisherWaits).isLessThan(Pace.of(SECOND));
            ffmpeg.awaitExit(LIMIT);
            player.awaitExit(LIMIT);
            try (PeerProcess again = publishWithFfmpeg()) {
                Await.until("ffmpeg publishes again", LIMIT, () -> isPublished("program"));
                readers.join(url("program")).awaitUnits(HALF_A_SECOND, LIMIT);
                assertThat(again.isAlive()).as(again.output()).isTrue();
            }
        }
    }

    private boolean isPublished(String stream) throws IOException {
        try (RawRtsp asking = RawRtsp.connect(rtspPort())) {
            return asking.ask("DESCRIBE", url(stream)).status() == 200;
        }
    }

    private interface Step {
        void run(RawRtsp on) throws IOException;
    }

    /** Waits until the connection is closed; gives the time from then until the server did the same again. */
    private Duration backIn(RawRtsp closed, Step step) throws IOException {
        assertThat(closed.isEnded()).isTrue();
        long beganNs = System.nanoTime();
        try (RawRtsp next = RawRtsp.connect(rtspPort())) {
            step.run(next);
        }
        return Duration.ofNanos(System.nanoTime() - beganNs);
    }

    private RawUdp watch(RawRtsp by) throws IOException {
        RawUdp udp = RawUdp.open();
        assertThat(by.ask("DESCRIBE", url("demo")).status()).isEqualTo(200);
        udp.setUp(by, url("demo") + "/trackID=0");
        assertThat(by.ask("PLAY", url("demo")).status()).isEqualTo(200);
        udp.rtp();
        return udp;
    }

    private RawUdp publish(RawRtsp by) throws IOException {
        RawUdp udp = RawUdp.open();
        String sdp = "v=0\r\ns=x\r\nt=0 0\r\nm=audio 0 RTP/AVP 8\r\na=control:streamid=0\r\n";
        assertThat(by.askWithBody("ANNOUNCE", url("in"), sdp, "Content-Type: application/sdp")
                        .status())
                .isEqualTo(200);
        udp.setUpToRecord(by, url("in") + "/streamid=0");
        assertThat(by.ask("RECORD", url("in")).status()).isEqualTo(200);
        return udp;
    }

    private static boolean isBye(RawUdp udp) throws IOException {
        while (true) {
            byte[] report = udp.rtcp();
            for (int at = 0;
                    at + 4 <= report.length;
                    at += 4 * (1 + ByteBuffer.wrap(report).getShort(at + 2))) {
                if ((report[at + 1] & 0xFF) == 203) {
                    return true;
                }
            }
        }
    }

    private PeerProcess publishWithFfmpeg() throws IOException {
        return PeerProcess.start(("ffmpeg -nostdin -v error -re -f lavfi -i testsrc2=size=320x240:rate=10"
                        + " -c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 10 -f rtsp -rtsp_transport udp "
                        + url("program"))
                .split(" "));
    }

    private PeerProcess watchWithFfmpeg() throws IOException {
        return PeerProcess.start(
                ("ffmpeg -nostdin -v error -progress pipe:1 -rtsp_transport udp -i " + url("demo") + " -f null -")
                        .split(" "));
    }

    /**
     * One after the other: another version as API, console and folder install it, the framework's update, a refresh.
     */
    private void replace(int round) throws Exception {
        Bundle bundle = bundleOf(PROTOCOL);
        Path shipped = BundleCopy.shipped(PROTOCOL);
        switch (round % 3) {
            case 0 ->
                withService(BundleStore.class, store -> {
                    try {
                        Path next = BundleCopy.version(
                                shipped,
                                BundleCopy.next(shipped, ++versions),
                                Dist.workDirectory("adopt").resolve("next.jar"));
                        try (InputStream jar = Files.newInputStream(next)) {
                            return store.update(PROTOCOL, jar);
                        }
                    } catch (BundleRefusedException e) {
                        throw new AssertionError(e);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            case 1 -> update(bundle, shipped);
            default ->
                withService(BundleStore.class, store -> {
                    try {
                        return store.refresh(PROTOCOL);
                    } catch (BundleRefusedException e) {
                        throw new AssertionError(e);
                    }
                });
        }
        assertThat(bundle.getState()).isEqualTo(Bundle.ACTIVE);
    }

    private static void awaitHalfASecond(List<RtspReader> viewers) {
        long most = viewers.stream().mapToLong(RtspReader::units).max().orElse(0);
        RtspReaders.awaitUnits(viewers, most + HALF_A_SECOND, LIMIT);
    }

    private static void forgetPauses(List<RtspReader> viewers) {
        viewers.forEach(RtspReader::forgetPauses);
    }

    private static Duration worstPause(List<RtspReader> viewers) {
        return viewers.stream()
                .map(RtspReader::worstPause)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO)
                .minus(INTERVAL);
    }

    private static void assertGoesOn(RtspReader reader) {
        assertThat(reader.state()).as("%s", reader).isEqualTo(RtspReader.State.PLAYING);
        assertThat(reader.counts()).allSatisfy(RtspAdoptIT::assertContinuous);
        assertThat(reader.video().timestampsBack()).isZero();
    }

    private static void assertContinuous(ChannelCounts counts) {
        // A source that the machine stops for a second goes on without what was due meanwhile.
        boolean stoodStill = counts.worstPauseMs() >= 1_000;
        assertThat(stoodStill || counts.continuous()).as("%s", counts).isTrue();
        assertThat(counts.gaps() + counts.repeated() + counts.ssrcChanges() + counts.brokenFragments())
                .as("%s", counts)
                .isZero();
    }

    private static boolean isLeft(WeakReference<ClassLoader> loader) {
        System.gc();
        return !loader.refersTo(null);
    }

    private static Duration percentile(List<Duration> pauses, int percent) {
        List<Duration> sorted = pauses.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }

    /** The limit on a machine that has its processors for this; more where others take them away. */
    private static Duration allowed() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        double crowd = Math.max(1, system.getSystemLoadAverage() / system.getAvailableProcessors());
        return Duration.ofMillis((long) (PAUSE.toMillis() * Math.min(crowd, 20)));
    }

    private void report(List<Duration> pauses, List<Duration> calm, long left, LeakCheck leaks) throws IOException {
        String text = String.format(
                Locale.ROOT,
                "%d viewers x %d replacements: pause p50 %d, p99 %d, max %d ms (without one: p50 %d, max %d);"
                        + " %d class loaders and %d threads left; load %.1f",
                READERS,
                ROUNDS,
                percentile(pauses, 50).toMillis(),
                percentile(pauses, 99).toMillis(),
                percentile(pauses, 100).toMillis(),
                percentile(calm, 50).toMillis(),
                percentile(calm, 100).toMillis(),
                left,
                leaks.newThreads().size(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        LoggerFactory.getLogger(RtspAdoptIT.class).info("{}", text);
        Files.writeString(Dist.workDirectory("adopt").resolve("adopt.md"), text + "\n");
    }
}
