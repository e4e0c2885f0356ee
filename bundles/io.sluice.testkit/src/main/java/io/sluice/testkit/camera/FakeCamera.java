/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.camera;

import io.sluice.testkit.Await;
import io.sluice.testkit.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A camera that can be told to misbehave while it streams: RTSP over TCP and UDP, H.264 of a {@link Clip}, optionally
 * G.711. It is {@code fakecam.py} (own code, needs {@code python3}) as a process on free ports of loopback. Nothing of
 * it outlives {@link #close()} or this JVM. Any thread.
 */
public final class FakeCamera implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(15);
    private static final int CONTROL_TIMEOUT_MS = 5_000;
    private static final Pattern STATISTIC = Pattern.compile("'(\\w+)': (\\d+)");

    private final Options options;
    private final Path directory;
    private final int port;
    private final int control;
    private final Process process;

    private FakeCamera(Options options, Path directory, int port, int control, Process process) {
        this.options = options;
        this.directory = directory;
        this.port = port;
        this.control = control;
        this.process = process;
    }

    /** A camera that plays 720p at 25 pictures a second, without sound and without password. */
    public static Options options() {
        return new Options();
    }

    /** {@code options().start()}. */
    public static FakeCamera start() {
        return options().start();
    }

    /** What the camera is from the start. */
    public static final class Options {
        private Clip clip = Clip.ZHLING_720P;
        private double picturesPerSecond = 25;
        private String auth = "none";
        private String user = "admin";
        private String password = "secret";
        private boolean audio;
        private boolean parameterSetsInSdp = true;
        private int port;

        private Options() {}

        public Options clip(Clip value) {
            clip = value;
            return this;
        }

        public Options picturesPerSecond(double value) {
            picturesPerSecond = value;
            return this;
        }

        /** @param scheme {@code basic}, {@code md5} or {@code sha256} */
        public Options auth(String scheme, String forUser, String withPassword) {
            auth = scheme;
            user = forUser;
            password = withPassword;
            return this;
        }

        /** With a track of PCMA besides. */
        public Options audio() {
            audio = true;
            return this;
        }

        /** The SDP says nothing of SPS and PPS: they are known only after the first key picture. */
        public Options withoutParameterSetsInSdp() {
            parameterSetsInSdp = false;
            return this;
        }

        /** A port of the caller's, to come back to the same one after {@link FakeCamera#close()}. */
        public Options port(int value) {
            port = value;
            return this;
        }

        /** Starts it and waits until it accepts connections. */
        public FakeCamera start() {
            try {
                Path directory = Files.createTempDirectory("sluice-fakecam");
                Path script = Files.write(directory.resolve("fakecam.py"), Clip.resource("fakecam.py"));
                int rtsp = port > 0 ? port : Ports.free();
                int control = Ports.free();
                Process process = new ProcessBuilder(command(script, clip.writeTo(directory), rtsp, control))
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("log").toFile())
                        .start();
                var camera = new FakeCamera(this, directory, rtsp, control, process);
                camera.awaitStarted();
                return camera;
            } catch (IOException e) {
                throw new UncheckedIOException("the fake camera needs python3", e);
            }
        }

        private List<String> command(Path script, Path file, int rtsp, int control) {
            var command = new ArrayList<>(List.of("python3", script.toString(), "--until-stdin-closes"));
            Map.of(
                            "--port", String.valueOf(rtsp),
                            "--ctl", String.valueOf(control),
                            "--file", file.toString(),
                            "--fps", String.valueOf(picturesPerSecond),
                            "--auth", auth,
                            "--user", user,
                            "--pass", password)
                    .forEach((key, value) -> command.add(key + "=" + value));
            if (audio) {
                command.add("--audio");
            }
            if (!parameterSetsInSdp) {
                command.add("--no-sprop");
            }
            return command;
        }
    }

    private void awaitStarted() {
        try {
            Await.until(() -> "fake camera started; it says: " + log(), START, () -> {
                if (!process.isAlive()) {
                    throw new IllegalStateException("it ended with " + process.exitValue());
                }
                return log().contains("fakecam ");
            });
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    public int port() {
        return port;
    }

    /** {@code rtsp://127.0.0.1:PORT/live}, without credentials. */
    public String url() {
        return "rtsp://127.0.0.1:" + port + "/live";
    }

    /** The same with the user and password it started with. */
    public String urlWithCredentials() {
        return "rtsp://" + options.user + ":" + options.password + "@127.0.0.1:" + port + "/live";
    }

    /** Media stops, the connection stays: a silent stall. */
    public void stall(boolean on) {
        set("stall", on ? "1" : "0");
    }

    /** Resets every connection. */
    public void reset() {
        set("rst", "1");
    }

    /** Closes every connection in good order. */
    public void finish() {
        set("fin", "1");
    }

    /** Nobody can connect for that long; connections that are there live on. */
    public void refuse(Duration time) {
        set("refuse", String.valueOf(time.toMillis() / 1000.0));
    }

    /** Accepts, reads, and never answers a request. */
    public void mute(boolean on) {
        set("mute", on ? "1" : "0");
    }

    /** From now on this is its password. Sessions that are there live on. */
    public void password(String changed) {
        set("pass", changed);
    }

    /** Answers DESCRIBE with these bytes. */
    public void sdp(byte[] sdp) {
        try {
            set("sdp", Files.write(directory.resolve("answer.sdp"), sdp).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Announces H.265 and sends H.264. */
    public void lieAboutTheCodec() {
        String sdp = """
                v=0
                o=- 1 1 IN IP4 127.0.0.1
                s=liar
                c=IN IP4 0.0.0.0
                t=0 0
                a=control:*
                m=video 0 RTP/AVP 96
                a=rtpmap:96 H265/90000
                a=control:trackID=0
                """;
        sdp(sdp.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Sends another clip from its next loop on: other parameter sets. */
    public void clip(Clip clip) {
        try {
            set("file", clip.writeTo(directory).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Any fault of {@code fakecam.py}; see its head. */
    public void set(String fault, String value) {
        String answer = get("/set?" + fault + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
        if (!answer.equals("ok")) {
            throw new IllegalArgumentException(fault + ": " + answer);
        }
    }

    /**
     * Counts, for example {@code conns}, {@code describes}, {@code plays}, {@code teardowns}, {@code auth_fail},
     * {@code open}.
     */
    public Map<String, Long> statistics() {
        var statistics = new TreeMap<String, Long>();
        Matcher each = STATISTIC.matcher(get("/stats"));
        while (each.find()) {
            statistics.putIfAbsent(each.group(1), Long.valueOf(each.group(2)));
        }
        return statistics;
    }

    private String get(String path) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), control), CONTROL_TIMEOUT_MS);
            socket.setSoTimeout(CONTROL_TIMEOUT_MS);
            socket.getOutputStream().write(("GET " + path + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.substring(answer.indexOf("\r\n\r\n") + 4).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("the fake camera does not answer; it says: " + log(), e);
        }
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            return "";
        }
    }

    /** Kills it and removes its files. Idempotent; at most 5 s. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
            process.getOutputStream().close();
        } catch (IOException e) {
            // Its end of the pipe is gone, which was the aim.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.list(directory)) {
            files.forEach(FakeCamera::delete);
        } catch (IOException e) {
            return; // closed before
        }
        delete(directory);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
