/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.rtsp;

import io.sluice.testkit.Await;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes synthetic H.264 over RTSP/TCP: ANNOUNCE, SETUP, RECORD. Only headers of its NAL units are valid; every
 * picture carries an SEI with its number, so that {@link RtspReader} can tell what became of it. Any thread.
 */
public final class RtspPublisher implements AutoCloseable {
    private static final int TIMEOUT_MS = 10_000;
    private static final byte[] SPS = HexFormat.of().parseHex("6742c01fda014016ec0440000003004000000f03c60ca8");
    private static final byte[] PPS = HexFormat.of().parseHex("68ce3c80");
    private static final int MOST_IN_PACKET = 1388;

    private final URI uri;
    private final String url;
    private final RtspText text;
    private final double picturesPerSecond;
    private final int group;
    private final byte[] key;
    private final byte[] delta;
    private final Socket socket = new Socket();
    private final Thread thread;
    private volatile boolean closed;
    private volatile long sent;
    private volatile String failure = "";
    private int sequence;

    private RtspPublisher(String url, double picturesPerSecond, int group, int keyBytes, int deltaBytes) {
        this.uri = URI.create(url);
        this.url = RtspText.withoutUserInfo(uri);
        this.text = new RtspText(uri);
        this.picturesPerSecond = picturesPerSecond;
        this.group = group;
        this.key = slice(5, keyBytes);
        this.delta = slice(1, deltaBytes);
        this.thread = new Thread(this::run, "sluice-test-publisher");
        thread.setDaemon(true);
    }

    /** 25 pictures a second, a key picture of 30 kB each second, 6 kB between: 1.4 Mbit/s. */
    public static RtspPublisher start(String url) throws IOException {
        return start(url, 25, 25, 30_000, 6_000);
    }

    /**
     * Starts to publish; returns when the server said yes to RECORD.
     *
     * @param group pictures from one key picture to the next
     * @throws IOException what the server answered otherwise, for example {@code ANNOUNCE: RTSP/1.0 403 Forbidden}
     */
    public static RtspPublisher start(String url, double picturesPerSecond, int group, int keyBytes, int deltaBytes)
            throws IOException {
        var publisher = new RtspPublisher(url, picturesPerSecond, group, keyBytes, deltaBytes);
        try {
            publisher.open();
        } catch (IOException e) {
            publisher.close();
            throw e;
        }
        publisher.thread.start();
        return publisher;
    }

    /** Pictures sent so far; the next one has this number. */
    public long sent() {
        return sent;
    }

    /** Why it stopped to send; empty while it goes on. */
    public String failure() {
        return failure;
    }

    /** Waits until the server has ended the publication. */
    public void awaitEnded(Duration deadline) {
        Await.until("the publisher ends", deadline, () -> !thread.isAlive());
    }

    private static byte[] slice(int type, int length) {
        byte[] nal = new byte[length];
        var random = new Random(length);
        for (int i = 0; i < length; i++) {
            nal[i] = (byte) (1 + random.nextInt(254)); // no zeros, no start codes
        }
        nal[0] = (byte) (0x60 | type);
        nal[1] = (byte) 0x88; // first_mb_in_slice 0
        return nal;
    }

    private void open() throws IOException {
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? 554 : uri.getPort()), TIMEOUT_MS);
        socket.setSoTimeout(TIMEOUT_MS);
        socket.setTcpNoDelay(true);
        String sdp = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=testkit\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n"
                + "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
                + "a=fmtp:96 packetization-mode=1;profile-level-id="
                + HexFormat.of().formatHex(SPS, 1, 4)
                + ";sprop-parameter-sets=" + Base64.getEncoder().encodeToString(SPS) + ","
                + Base64.getEncoder().encodeToString(PPS) + "\r\na=control:streamid=0\r\n";
        InputStream in = new BufferedInputStream(socket.getInputStream());
        exchange(in, "OPTIONS", url, "", "");
        exchange(in, "ANNOUNCE", url, "Content-Type: application/sdp\r\n", sdp);
        exchange(
                in, "SETUP", url + "/streamid=0", "Transport: RTP/AVP/TCP;unicast;mode=record;interleaved=0-1\r\n", "");
        exchange(in, "RECORD", url, "Range: npt=0.000-\r\n", "");
    }

    private void exchange(InputStream in, String method, String target, String headers, String body)
            throws IOException {
        for (int i = 0; i < 2; i++) {
            socket.getOutputStream().write(text.request(method, target, headers, body));
            RtspText.Message answer = answer(in);
            if (text.learn(answer)) {
                continue;
            }
            if (answer.status() != 200) {
                throw new IOException(method + ": " + answer.firstLine());
            }
            return;
        }
    }

    private static RtspText.Message answer(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0 || head.length() > 1 << 16) {
                throw new EOFException("closed by the server");
            }
            head.append((char) next);
        }
        var message = new RtspText.Message(head.toString().strip(), "");
        String length = message.header("Content-Length");
        in.readNBytes(length == null ? 0 : Integer.parseInt(length));
        return message;
    }

    private void run() {
        long startNs = System.nanoTime();
        byte[] ignored = new byte[4096];
        try {
            for (int number = 0; !closed; number++) {
                write(number);
                sent = number + 1L;
                InputStream in = socket.getInputStream();
                while (in.available() > 0) {
                    in.readNBytes(ignored, 0, Math.min(in.available(), ignored.length)); // RTCP
                }
                long wait = startNs + (long) (sent * 1e9 / picturesPerSecond) - System.nanoTime();
                LockSupport.parkNanos(Math.max(0, wait));
            }
        } catch (IOException e) {
            failure = closed ? "" : String.valueOf(e.getMessage());
        }
    }

    private void write(int number) throws IOException {
        int stamp = (int) (long) (number * 90_000.0 / picturesPerSecond);
        Instant now = Instant.now();
        var out = new ByteArrayOutputStream();
        boolean first = number % group == 0;
        if (first) {
            nal(out, SPS, stamp, false);
            nal(out, PPS, stamp, false);
        }
        nal(out, FrameSei.nal(now.getEpochSecond() * 1_000_000_000L + now.getNano(), number), stamp, false);
        nal(out, first ? key : delta, stamp, true);
        out.writeTo(socket.getOutputStream());
    }

    /** RFC 6184 section 5.6 and 5.8: in one packet, or as FU-A. */
    private void nal(ByteArrayOutputStream out, byte[] nal, int stamp, boolean last) {
        if (nal.length <= MOST_IN_PACKET) {
            header(out, nal.length, stamp, last);
            out.writeBytes(nal);
            return;
        }
        int most = MOST_IN_PACKET - 2;
        for (int at = 1; at < nal.length; at += most) {
            int length = Math.min(most, nal.length - at);
            boolean end = at + length == nal.length;
            header(out, length + 2, stamp, last && end);
            out.write(nal[0] & 0x60 | 28);
            out.write((at == 1 ? 0x80 : 0) | (end ? 0x40 : 0) | nal[0] & 0x1F);
            out.write(nal, at, length);
        }
    }

    private void header(ByteArrayOutputStream out, int payload, int stamp, boolean marker) {
        int length = 12 + payload;
        out.writeBytes(new byte[] {
            '$',
            0,
            (byte) (length >> 8),
            (byte) length,
            (byte) 0x80,
            (byte) (96 | (marker ? 0x80 : 0)),
            (byte) (sequence >> 8),
            (byte) sequence,
            (byte) (stamp >> 24),
            (byte) (stamp >> 16),
            (byte) (stamp >> 8),
            (byte) stamp,
            'T',
            'E',
            'S',
            'T'
        });
        sequence++;
    }

    /** Says TEARDOWN and closes the connection. Idempotent; at most 5 s. */
    @Override
    public void close() {
        boolean again = closed;
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(5_000);
            if (!again && failure.isEmpty() && socket.isConnected() && !socket.isClosed()) {
                socket.getOutputStream().write(text.request("TEARDOWN", url, "", ""));
            }
            socket.close();
        } catch (IOException e) {
            failure = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Drops the connection without a word, as a publisher that lost its network. */
    public void abort() throws IOException {
        closed = true;
        socket.setSoLinger(true, 0);
        socket.close();
        LockSupport.unpark(thread);
    }
}
