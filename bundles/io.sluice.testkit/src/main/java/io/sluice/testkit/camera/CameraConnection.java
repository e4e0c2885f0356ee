/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.camera;

import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One client of a camera: a thread that answers and, while it plays, one that sends. */
final class CameraConnection {
    private static final byte[] NO_BODY = {};
    private static final String METHODS = "OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, TEARDOWN, GET_PARAMETER";
    private static final Pattern CHANNELS = Pattern.compile("interleaved=(\\d+)-");
    private static final Pattern PORTS = Pattern.compile("client_port=(\\d+)-");

    private final CameraState state;
    private final CameraSocket socket;
    private final Consumer<CameraConnection> gone;
    private final String session = "%08X".formatted(ThreadLocalRandom.current().nextInt());
    private final String nonce = CameraLogin.nonce();
    private final Map<Integer, CameraOutput> outputs = new ConcurrentSkipListMap<>();
    private final Thread answering;
    private volatile @Nullable CameraMedia media;
    private volatile @Nullable Thread sending;
    /** On which it is spoken to; used by the thread that answers. */
    private int talkChannel = -1;

    CameraConnection(Socket socket, CameraState state, Consumer<CameraConnection> gone) throws IOException {
        this.state = state;
        this.socket = new CameraSocket(socket, state.faults);
        this.gone = gone;
        this.answering = new Thread(this::answer, "sluice-test-camera-" + socket.getPort());
        answering.setDaemon(true);
    }

    void start() {
        answering.start();
    }

    void tell(Consumer<CameraMedia> order) {
        CameraMedia to = media;
        if (to != null) {
            to.tell(order);
        }
    }

    private void answer() {
        try {
            boolean goesOn = true;
            while (goesOn) {
                CameraRequest request = CameraRequest.read(socket.in(), this::frame);
                state.faults.awaitThawed();
                goesOn = request != null && (state.faults.mute || answer(request));
            }
        } catch (IOException | RuntimeException e) {
            state.statistics.count("broken");
        }
        close(false);
    }

    /** False when the client is done. */
    private boolean answer(CameraRequest request) throws IOException {
        if (request.method().equals("OPTIONS")) {
            state.statistics.count("keepalive");
            reply(request, "200 OK", Map.of("Public", METHODS), NO_BODY);
            return true;
        }
        CameraLogin login = state.login;
        if (!login.accepts(request.method(), request.header("authorization"), nonce)) {
            state.statistics.count("auth_fail");
            reply(request, "401 Unauthorized", Map.of("WWW-Authenticate", login.challenge(nonce)), NO_BODY);
            return true;
        }
        Map<String, String> inSession = Map.of("Session", session);
        switch (request.method()) {
            case "DESCRIBE" -> {
                state.statistics.count("describes");
                String base = request.url().replaceFirst("/*$", "/");
                var headers = Map.of("Content-Base", base, "Content-Type", "application/sdp");
                boolean talk = CameraState.FEATURE.equals(request.header("require"));
                reply(request, "200 OK", headers, state.description(talk));
            }
            case "SETUP" -> setUp(request);
            case "PLAY" -> {
                state.statistics.count("plays");
                reply(request, "200 OK", Map.of("Session", session, "Range", "npt=now-"), NO_BODY);
                play();
            }
            case "TEARDOWN" -> {
                state.statistics.count("teardowns");
                reply(request, "200 OK", inSession, NO_BODY);
                return false;
            }
            default -> {
                state.statistics.count("keepalive");
                reply(request, "200 OK", inSession, NO_BODY);
            }
        }
        return true;
    }

    private void reply(CameraRequest request, String status, Map<String, String> headers, byte[] body)
            throws IOException {
        socket.message(request.answer(status, headers, body));
    }

    private void setUp(CameraRequest request) throws IOException {
        state.statistics.count("setups");
        String wanted = request.headers().getOrDefault("transport", "");
        if (state.backChannel && request.url().contains("trackID=2")) {
            setUpTalk(request, wanted);
            return;
        }
        boolean told = state.sdp != null;
        int medium = told ? outputs.size() : request.url().contains("trackID=1") ? 1 : 0;
        int ssrc = CameraMedia.VIDEO_SSRC + medium;
        Matcher channels = CHANNELS.matcher(wanted);
        Matcher ports = PORTS.matcher(wanted);
        CameraOutput output;
        if (wanted.contains("TCP")) {
            int channel = channels.find() ? Integer.parseInt(channels.group(1)) : 2 * medium;
            output = new CameraOutput.Interleaved(socket, channel, ssrc);
        } else if (ports.find()) {
            Socket peer = socket.socket();
            int port = Integer.parseInt(ports.group(1));
            output = CameraDatagrams.open(peer.getLocalAddress(), peer.getInetAddress(), port, ssrc);
        } else {
            reply(request, "461 Unsupported Transport", Map.of(), NO_BODY);
            return;
        }
        outputs.put(medium, output);
        var headers = Map.of("Session", session + ";timeout=60", "Transport", output.transport());
        reply(request, "200 OK", headers, NO_BODY);
    }

    private void setUpTalk(CameraRequest request, String wanted) throws IOException {
        Matcher channels = CHANNELS.matcher(wanted);
        if (!wanted.contains("TCP") || !channels.find()) {
            reply(request, "461 Unsupported Transport", Map.of(), NO_BODY);
            return;
        }
        talkChannel = Integer.parseInt(channels.group(1));
        state.statistics.count("talks");
        var transport = "RTP/AVP/TCP;unicast;interleaved=" + talkChannel + "-" + (talkChannel + 1);
        reply(request, "200 OK", Map.of("Session", session + ";timeout=60", "Transport", transport), NO_BODY);
    }

    private void frame(int channel, byte[] data) {
        if (channel == talkChannel) {
            state.heard.add(Heard.of(answering.getId(), data));
        }
    }

    private void play() {
        if (media != null) {
            return;
        }
        var plays = new CameraMedia(state, Map.copyOf(outputs));
        var thread = new Thread(
                () -> send(plays), "sluice-test-camera-media-" + socket.socket().getPort());
        thread.setDaemon(true);
        media = plays;
        sending = thread;
        thread.start();
    }

    private void send(CameraMedia plays) {
        try {
            plays.run();
        } catch (IOException e) {
            close(false);
        }
    }

    /** @param reset with RST instead of FIN */
    void close(boolean reset) {
        socket.close(reset);
        Thread media = sending;
        if (media != null) {
            media.interrupt();
        }
        outputs.values().forEach(CameraOutput::close);
        gone.accept(this);
    }

    /** Waits until both threads have ended. */
    void join(long millis) throws InterruptedException {
        answering.join(millis);
        Thread media = sending;
        if (media != null) {
            media.join(millis);
        }
    }
}
