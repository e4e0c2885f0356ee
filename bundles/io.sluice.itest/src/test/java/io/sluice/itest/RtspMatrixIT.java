/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * what each program publishes over each transport, each program reads over each transport: picture and sound,
 * fifty pictures at least, no error of a decoder. FFmpeg 5.1 publishes over TCP, UDP and TLS only ("Unsupported lower
 * transport method, only UDP and TCP are supported for output"). GStreamer's sound is A-law: it packs AAC by RFC 6416,
 * which FFmpeg and mpv play, but GStreamer 1.22 does not decode what its own rtpmp4apay and rtpmp4adepay make of it.
 */
class RtspMatrixIT {
    private static final Logger LOG = LoggerFactory.getLogger(RtspMatrixIT.class);
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int LEAST_FRAMES = 50;
    private static final String MPV_STATUS = "FRAME=${estimated-frame-number};${video-format};${audio-codec-name}";
    private static final Pattern FRAMES = Pattern.compile("(?:frame|FRAME)=(\\d+)");

    private static ServerProcess server;
    private static Path clip;

    private final Map<String, String> results = new LinkedHashMap<>();

    /** How a program reaches the server. */
    private enum Transport {
        TCP("rtsp", "tcp"),
        UDP("rtsp", "udp"),
        TLS("rtsps", "tcp"),
        TUNNEL("rtsp", "http");

        private final String scheme;
        private final String ffmpeg;

        Transport(String scheme, String ffmpeg) {
            this.scheme = scheme;
            this.ffmpeg = ffmpeg;
        }
    }

    /** Something that publishes a stream of its own. */
    private record Source(String program, Transport transport) {
        String stream() {
            return program + "-" + transport.name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private static final List<Source> SOURCES = List.of(
            new Source("ffmpeg", Transport.TCP),
            new Source("ffmpeg", Transport.UDP),
            new Source("ffmpeg", Transport.TLS),
            new Source("gst", Transport.TCP),
            new Source("gst", Transport.UDP),
            new Source("gst", Transport.TLS),
            new Source("gst", Transport.TUNNEL));

    @BeforeAll
    static void start() throws Exception {
        var yaml = new StringBuilder("tls: { self_signed: true }\nstreams:\n");
        SOURCES.forEach(source -> yaml.append("  ").append(source.stream()).append(":\n"));
        server = ServerProcess.start(yaml.toString());
        clip = clip();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Four seconds, encoded once, again and again: pacing and repeating costs nothing. */
    private static Path clip() throws Exception {
        Path directory = Dist.workDirectory("clip");
        Path once = directory.resolve("once.mp4");
        Path often = directory.resolve("often.mp4");
        PeerProcess.run(
                LIMIT,
                ("ffmpeg -nostdin -v error -f lavfi -i testsrc2=size=176x144:rate=50 -f lavfi -i sine=sample_rate=48000"
                                + " -c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 50 -c:a aac -t 4 " + once)
                        .split(" "));
        PeerProcess.run(
                LIMIT,
                ("ffmpeg -nostdin -v error -stream_loop 100 -i " + once + " -c copy -movflags faststart " + often)
                        .split(" "));
        return often;
    }

    private static String url(String scheme, String stream) {
        return scheme + "://127.0.0.1:" + server.rtspPort() + "/" + stream;
    }

    private static String[] publishes(Source source) {
        Transport by = source.transport();
        if (source.program().equals("ffmpeg")) {
            return ("ffmpeg -nostdin -v error -re -i " + clip + " -c copy -f rtsp -rtsp_transport " + by.ffmpeg + " "
                            + url(by.scheme, source.stream()))
                    .split(" ");
        }
        return ("gst-launch-1.0 -q filesrc location=" + clip + " ! qtdemux name=d"
                        + " d.video_0 ! queue ! identity sync=true ! h264parse ! s.sink_0"
                        + " d.audio_0 ! queue ! avdec_aac ! audioconvert ! audioresample"
                        + " ! audio/x-raw,rate=8000,channels=1 ! identity sync=true ! alawenc ! s.sink_1"
                        + " rtspclientsink name=s " + gst(by, source.stream()))
                .split(" ");
    }

    /** GStreamer takes the tunnel from the URL only; told protocols=http it has no protocol left. */
    private static String gst(Transport by, String stream) {
        return switch (by) {
            case TCP -> "protocols=tcp location=" + url("rtsp", stream);
            case UDP -> "protocols=udp location=" + url("rtsp", stream);
            case TLS -> "protocols=tcp tls-validation-flags=0 location=" + url("rtsps", stream);
            case TUNNEL -> "location=" + url("rtsph", stream);
        };
    }

    private static String[] reads(String program, Transport by, Source source) {
        String url = url(by.scheme, source.stream());
        return switch (program) {
            case "ffmpeg" ->
                ("ffmpeg -nostdin -v error -progress pipe:1 -rtsp_transport " + by.ffmpeg + " -i " + url
                                + " -map 0:v -map 0:a -enc_time_base:v 1:90000 -t 1.3 -f null -")
                        .split(" ");
            case "mpv" ->
                ("mpv --no-config --vo=null --ao=null --untimed --frames=60 --msg-level=all=error,statusline=status"
                                + " --term-status-msg=" + MPV_STATUS + " --rtsp-transport=" + by.ffmpeg + " " + url)
                        .split(" ");
            default ->
                ("env GST_DEBUG=libav:1 gst-launch-1.0 -q rtspsrc " + gst(by, source.stream())
                                + " name=s s. ! rtph264depay ! h264parse ! avdec_h264"
                                + " ! fakesink sync=false num-buffers=" + LEAST_FRAMES + " s. ! "
                                + (source.program().equals("gst")
                                        ? "rtppcmadepay ! alawdec"
                                        : "rtpmp4gdepay ! aacparse ! avdec_aac")
                                + " ! fakesink sync=false num-buffers=20")
                        .split(" ");
        };
    }

    /** Empty when all is well. */
    private static String judge(String program, int exit, String output) {
        if (program.equals("gst") && GStreamer.onlyLostItsPause(output)) {
            return "";
        }
        if (exit != 0) {
            return "exit " + exit + ": " + output;
        }
        long frames = FRAMES.matcher(output)
                .results()
                .map((MatchResult found) -> Long.parseLong(found.group(1)))
                .reduce(0L, (before, last) -> last);
        boolean quiet = output.lines().allMatch(line -> line.matches("[a-z_0-9]+=.*|.*FRAME=.*|\\s*|\\p{Cntrl}.*"));
        return switch (program) {
            case "ffmpeg" -> quiet && frames >= LEAST_FRAMES ? "" : frames + " frames: " + output;
            case "mpv" ->
                quiet && frames >= LEAST_FRAMES && output.matches("(?s).*;h264;(aac|pcm_alaw).*")
                        ? ""
                        : frames + " frames: " + output;
            default -> GStreamer.complaints(output);
        };
    }

    @Test
    void whatAnyProgramPublishesAnyProgramReads() throws Exception {
        var publishers = new LinkedHashMap<Source, PeerProcess>();
        // They wait for pictures most of the time.
        ExecutorService pool =
                Executors.newFixedThreadPool(3 * Runtime.getRuntime().availableProcessors());
        try {
            for (Source source : SOURCES) {
                publishers.put(source, PeerProcess.start(publishes(source)));
            }
            awaitPublishers(publishers);
            readAll(pool);
            publishers.forEach((source, publisher) ->
                    assertThat(publisher.isAlive()).as(source.stream()).isTrue());
        } finally {
            pool.shutdownNow();
            pool.awaitTermination(10, TimeUnit.SECONDS);
            publishers.values().forEach(PeerProcess::close);
        }
        LOG.info("Publishers by readers\n{}", table());
        assertThat(results.entrySet())
                .allSatisfy(
                        cell -> assertThat(cell.getValue()).as(cell.getKey()).isEmpty());
        assertThat(server.log()).noneMatch(line -> line.contains(" ERROR "));
    }

    private static void awaitPublishers(Map<Source, PeerProcess> publishers) {
        Await.until("all publish", LIMIT, () -> {
            List<String> log = server.log();
            return publishers.entrySet().stream().allMatch(entry -> {
                assertThat(entry.getValue().isAlive())
                        .as(entry.getKey().stream())
                        .isTrue();
                return log.stream()
                        .anyMatch(line -> line.contains("event=rtsp.record")
                                        && line.contains("stream=" + entry.getKey().stream() + "]")
                                || line.contains("event=rtsp.record")
                                        && line.contains("stream=" + entry.getKey().stream() + " "));
            });
        });
    }

    private void readAll(ExecutorService pool) throws Exception {
        var running = new LinkedHashMap<String, Future<String>>();
        for (Source source : SOURCES) {
            for (String program : List.of("ffmpeg", "gst", "mpv")) {
                for (Transport by : Transport.values()) {
                    running.put(
                            source.stream() + " " + program + "-" + by,
                            pool.submit(() -> read(program, reads(program, by, source))));
                }
            }
        }
        for (Map.Entry<String, Future<String>> cell : running.entrySet()) {
            results.put(cell.getKey(), cell.getValue().get(LIMIT.toSeconds() * 4, TimeUnit.SECONDS));
        }
    }

    private static String read(String program, String[] command) throws Exception {
        try (PeerProcess reader = PeerProcess.start(command)) {
            int exit = reader.awaitExit(LIMIT);
            return judge(program, exit, reader.output());
        } catch (AssertionError | IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private String table() {
        var lines = new ArrayList<String>();
        for (Source source : SOURCES) {
            var line = new StringBuilder(String.format("%-12s", source.stream()));
            results.forEach((cell, problem) -> {
                if (cell.startsWith(source.stream() + " ")) {
                    line.append(' ')
                            .append(cell.substring(cell.indexOf(' ') + 1))
                            .append(problem.isEmpty() ? " ok " : " NO ");
                }
            });
            lines.add(line.toString());
        }
        return String.join("\n", lines);
    }
}
