/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** One viewer that asks for the video of a stream and stops at its first whole key picture. */
final class PictureClient {
    /** Payload type (RFC 3551, section 6), whose every picture is whole. */
    private static final int JPEG = 26;

    private final int port;
    private final String url;
    private int sequence;

    PictureClient(int port, String stream) {
        this.port = port;
        url = "rtsp://127.0.0.1:" + port + "/" + stream;
    }

    /** Tries to connect until somebody listens. @return nanoTime of the last packet of the first key picture */
    long firstPicture(long withinMs) throws IOException {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(withinMs);
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                socket.setSoTimeout((int) withinMs);
                socket.setTcpNoDelay(true);
                return watch(socket);
            } catch (ConnectException e) {
                if (System.nanoTime() > deadlineNs) {
                    throw e;
                }
                Pause.ms(2);
            }
        }
    }

    private long watch(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        String sdp = ask(socket, in, "DESCRIBE", url, "Accept: application/sdp\r\n");
        String control = control(sdp);
        String setup = ask(socket, in, "SETUP", control, "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n");
        String session = header(setup, "session").split(";", 2)[0];
        send(socket, "PLAY", url, "Session: " + session + "\r\nRange: npt=0.000-\r\n");
        return keyPicture(in);
    }

    private static long keyPicture(DataInputStream in) throws IOException {
        boolean key = false;
        while (true) {
            int first = in.readUnsignedByte();
            if (first != '$') { // the answer to PLAY
                answer(in, (char) first);
                continue;
            }
            int channel = in.readUnsignedByte();
            byte[] packet = new byte[in.readUnsignedShort()];
            in.readFully(packet);
            if (channel != 0 || packet.length < 14) {
                continue;
            }
            key |= (packet[1] & 0x7f) == JPEG;
            int type = packet[12] & 31; // RFC 6184, section 5.2: 5 is an IDR slice, 28 a fragment
            key |= type == 5 || (type == 28 && (packet[13] & 31) == 5);
            if ((packet[1] & 0x80) != 0 && key) {
                return System.nanoTime();
            }
        }
    }

    private String control(String sdp) throws IOException {
        int video = sdp.indexOf("m=video");
        int control = sdp.indexOf("a=control:", Math.max(video, 0));
        if (video < 0 || control < 0) {
            throw new IOException("no video in " + sdp);
        }
        String value = sdp.substring(control + 10).split("[\r\n]", 2)[0].trim();
        return value.startsWith("rtsp://") ? value : url + "/" + value;
    }

    private String ask(Socket socket, DataInputStream in, String method, String target, String headers)
            throws IOException {
        send(socket, method, target, headers);
        String answer = answer(in, (char) in.readUnsignedByte());
        if (!answer.startsWith("RTSP/1.0 200")) {
            throw new IOException(method + " " + target + ": " + answer);
        }
        return answer;
    }

    private void send(Socket socket, String method, String target, String headers) throws IOException {
        String request = method + " " + target + " RTSP/1.0\r\nCSeq: " + ++sequence + "\r\n" + headers + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Head and body of an answer. */
    private static String answer(DataInputStream in, char first) throws IOException {
        StringBuilder text = new StringBuilder().append(first);
        while (!text.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the server closed the connection after: " + text);
            }
            text.append((char) next);
        }
        String length = header(text.toString(), "content-length");
        if (!length.isEmpty()) {
            text.append(new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    private static String header(String message, String name) {
        return message.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).trim())
                .findFirst()
                .orElse("");
    }
}
