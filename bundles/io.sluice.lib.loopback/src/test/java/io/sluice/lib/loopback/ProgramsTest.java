/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.media.Track;
import io.sluice.api.stream.Reason;
import io.sluice.testkit.Await;
import io.sluice.testkit.driver.RecordedTrack;
import io.sluice.testkit.driver.RecordingContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real ffmpeg at both kinds of tickets. */
class ProgramsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long NS = 1_000_000_000L;
    private static final Set<MediaKind> BOTH = Set.of(MediaKind.VIDEO, MediaKind.AUDIO);
    /** A tone of 100 ms at the beginning of each second. */
    private static final String BEEPS = "aevalsrc='if(lt(mod(t,1),0.1),sin(2*PI*1000*t),0)':s=8000:d=4";

    private Loopback loopback;

    @BeforeEach
    void open() throws Exception {
        loopback = new Loopback("test");
    }

    @AfterEach
    void close() {
        loopback.close();
    }

    /** Waits for what happens at a publish ticket. */
    private static final class Events implements PublishListener {
        private final CountDownLatch recording = new CountDownLatch(1);
        private final CompletableFuture<String> end = new CompletableFuture<>();
        private final AtomicLong progress = new AtomicLong();

        @Override
        public void recording() {
            recording.countDown();
        }

        @Override
        public void progress() {
            progress.incrementAndGet();
        }

        @Override
        public void ended(String text) {
            end.complete(text);
        }
    }

    private static List<String> made(String url) {
        return List.of(
                "-re",
                "-f",
                "lavfi",
                "-i",
                "testsrc2=size=320x240:rate=25:duration=4",
                "-re",
                "-f",
                "lavfi",
                "-i",
                BEEPS,
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-tune",
                "zerolatency",
                "-g",
                "25",
                "-pix_fmt",
                "yuv420p",
                "-c:a",
                "pcm_alaw",
                "-f",
                "rtsp",
                "-rtsp_transport",
                "tcp",
                "-max_delay",
                "1",
                url);
    }

    private static List<String> leg(String in, String out, long startNs, List<String> codecs) {
        var line = new ArrayList<>(List.of("-copyts", "-flags", "low_delay", "-rtsp_transport", "tcp", "-i", in));
        line.addAll(codecs);
        line.addAll(List.of(
                "-start_time_realtime",
                Long.toString(startNs / 1000),
                "-avoid_negative_ts",
                "disabled",
                "-f",
                "rtsp",
                "-rtsp_transport",
                "tcp",
                "-max_delay",
                "1",
                out));
        return line;
    }

    private static long ns(AccessUnit unit, int rateHz) {
        return unit.pts() * (NS / 1000) / rateHz * 1000;
    }

    /** What the leg of a stream gave. */
    private record Leg(RecordingContext given, long zeroNs) {}

    /** Has ffmpeg make media in real time, feeds it to a stream, and runs a leg on it until the media is over. */
    private Leg run(RecordingContext camera, Set<MediaKind> promised, List<String> codecs) throws Exception {
        var events = new Events();
        PublishTicket in = loopback.publish(camera, BOTH, PATIENCE, null, events);
        var legContext = new RecordingContext();
        var legEvents = new Events();
        var zero = new AtomicLong(AccessUnit.UNKNOWN);
        long startNs = System.currentTimeMillis() * 1_000_000;
        try (var source = new Ffmpeg(made(in.url()))) {
            in.owner(source.pid());
            RecordedTrack video = camera.awaitTrack(MediaKind.VIDEO, PATIENCE);
            RecordedTrack audio = camera.awaitTrack(MediaKind.AUDIO, PATIENCE);
            Await.until(
                    "parameter sets",
                    PATIENCE,
                    () -> !video.codec().parameterSets().isEmpty());
            var stream = new FakeStream(
                    new Track(1, MediaKind.VIDEO, video.codec()), new Track(2, MediaKind.AUDIO, audio.codec()));
            PlayTicket play = loopback.play(stream, PATIENCE);
            var clock = new LegClock(startNs, play::streamTimeNs, zero::set);
            PublishTicket out = loopback.publish(legContext, promised, PATIENCE, clock, legEvents);
            try (var leg = new Ffmpeg(leg(play.url(), out.url(), startNs, codecs))) {
                play.owner(leg.pid());
                out.owner(leg.pid());
                pump(stream, video, audio, events);
                stream.end(Reason.ENDED);
                leg.awaitEnd();
                assertThat(legEvents.end.get(60, TimeUnit.SECONDS))
                        .as(leg.words())
                        .contains("ended the session");
                Await.until("cursor closed", PATIENCE, () -> stream.openCursors == 0 && stream.listeners() == 0);
            }
        }
        assertThat(legContext.violations()).isEmpty();
        return new Leg(legContext, zero.get());
    }

    /** Gives what comes to the stream, in the order of its times, until the source has ended. */
    private static void pump(FakeStream stream, RecordedTrack video, RecordedTrack audio, Events source) {
        int pictures = 0;
        int frames = 0;
        boolean begun = false;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            boolean over = source.end.isDone();
            begun |= stream.hasFeed();
            List<AccessUnit> seen = video.units();
            List<AccessUnit> heard = audio.units();
            boolean given = false;
            if (begun
                    && pictures < seen.size()
                    && (frames >= heard.size() && over
                            || frames < heard.size()
                                    && ns(seen.get(pictures), 90_000) <= ns(heard.get(frames), 8_000))) {
                stream.append(1, seen.get(pictures++));
                given = true;
            } else if (begun && frames < heard.size() && (pictures < seen.size() || over)) {
                stream.append(2, heard.get(frames++));
                given = true;
            }
            if (over && pictures == seen.size() && frames == heard.size()) {
                return;
            }
            if (!given) {
                LockSupport.parkNanos(2_000_000);
            }
        }
        throw new AssertionError("the source does not end");
    }

    private static RecordedTrack track(RecordingContext context, MediaKind kind) {
        return context.awaitTrack(kind, Duration.ofSeconds(1));
    }

    @Test
    void whatIsCopiedHasTheTimesItHadTheNanosecondItsClockAllows() throws Exception {
        var camera = new RecordingContext();
        Leg leg = run(camera, BOTH, List.of("-c", "copy"));

        for (MediaKind kind : BOTH) {
            RecordedTrack in = track(camera, kind);
            RecordedTrack out = track(leg.given, kind);
            int rateHz = in.codec().clockRateHz();
            Map<ByteBuffer, Long> times = new HashMap<>();
            in.units().forEach(unit -> times.put(unit.payload(), ns(unit, rateHz)));
            var offsets = new ArrayList<Long>();
            for (AccessUnit unit : out.units()) {
                Long sent = times.get(unit.payload());
                if (sent != null && kind == MediaKind.VIDEO) {
                    offsets.add(ns(unit, rateHz) + leg.zeroNs - sent);
                }
            }
            assertThat(out.count()).as(kind + " units").isGreaterThan(in.count() * 9 / 10);
            if (kind == MediaKind.VIDEO) {
                assertThat(offsets).hasSizeGreaterThan(50).allMatch(offset -> Math.abs(offset) <= 1_500_000);
            }
        }
        assertThat(worstBeepNs(camera, leg)).isLessThanOrEqualTo(1_500_000);
    }

    @Test
    void soundThatIsTranscodedStaysWithin40MsOfItsSource() throws Exception {
        var camera = new RecordingContext();
        Leg leg = run(camera, Set.of(MediaKind.AUDIO), List.of("-vn", "-c:a", "pcm_mulaw"));

        assertThat(leg.given.tracks()).hasSize(1);
        assertThat(track(leg.given, MediaKind.AUDIO).codec().name()).isEqualTo(Codec.PCMU);
        assertThat(worstBeepNs(camera, leg)).isLessThanOrEqualTo(40_000_000);
    }

    @Test
    void soundBecomesOpusAndPicturesThatWereNotPromisedAreLeftOut() throws Exception {
        var camera = new RecordingContext();
        Leg leg = run(
                camera,
                Set.of(MediaKind.AUDIO),
                List.of("-c:v", "copy", "-c:a", "libopus", "-ar", "48000", "-ac", "2"));

        assertThat(leg.given.tracks()).hasSize(1);
        RecordedTrack opus = track(leg.given, MediaKind.AUDIO);
        assertThat(opus.codec().name()).isEqualTo(Codec.OPUS);
        List<AccessUnit> units = opus.units();
        long firstNs = ns(units.get(0), 48_000) + leg.zeroNs;
        // It begins with the sound that is there, 6.5 ms of the encoder's delay before it.
        assertThat(Math.abs(firstNs - ns(track(camera, MediaKind.AUDIO).units().get(0), 8_000)))
                .isLessThanOrEqualTo(40_000_000);
        for (int i = 1; i < units.size(); i++) {
            assertThat(units.get(i).pts() - units.get(i - 1).pts()).isEqualTo(960);
        }
    }

    /** How far the beginnings of tones in what a leg gave are from those in what it took, at most. */
    private static long worstBeepNs(RecordingContext camera, Leg leg) {
        List<Long> in = beeps(track(camera, MediaKind.AUDIO), 0);
        List<Long> out = beeps(track(leg.given, MediaKind.AUDIO), leg.zeroNs);
        assertThat(out).hasSizeGreaterThanOrEqualTo(2);
        long worst = 0;
        for (long beep : out) {
            worst = Math.max(
                    worst,
                    in.stream().mapToLong(each -> Math.abs(each - beep)).min().orElseThrow());
        }
        return worst;
    }

    /** When tones begin, from the loudness of 8-bit companded samples. */
    private static List<Long> beeps(RecordedTrack track, long zeroNs) {
        boolean alaw = track.codec().name().equals(Codec.PCMA);
        var found = new ArrayList<Long>();
        boolean loud = true; // the first one may be cut
        int quiet = 0;
        for (AccessUnit unit : track.units()) {
            for (int i = 0; i < unit.sizeBytes(); i++) {
                // Without sign: a-law XORed with 0x55 and mu-law inverted grow with the loudness.
                int level = (alaw ? unit.at(i) ^ 0x55 : ~unit.at(i)) & 0x7F;
                boolean tone = level > 0x40;
                quiet = tone ? 0 : quiet + 1;
                if (tone && !loud) {
                    found.add(zeroNs + (unit.pts() + i) * (NS / 8_000));
                    loud = true;
                }
                loud &= quiet < 400;
            }
        }
        return found;
    }
}
