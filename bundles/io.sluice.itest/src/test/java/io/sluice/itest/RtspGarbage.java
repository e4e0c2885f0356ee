/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Conversations that are nearly right: what a player, a publisher, a tunnel, a WebSocket and a TLS client send, with
 * bytes changed, left out, doubled and cut. The same number makes the same conversation.
 */
final class RtspGarbage {
    /** How long an answer is waited for before the next piece goes out. */
    private static final int ANSWER_MS = 20;

    private static final int END_MS = 5_000;

    private static final Pattern HEX = Pattern.compile("\\{hex ([0-9a-f]+)}");

    /** Each a list of pieces. */
    private static final List<List<String>> CONVERSATIONS = read();

    private static final byte[] HOT = "=:/;,\r\n \"$0-\\\u0000\u00ff%".getBytes(StandardCharsets.ISO_8859_1);

    private final int port;
    private final Random random;
    private final int number;
    private String session = "";
    private int answered;

    /** @param number of the conversation */
    RtspGarbage(int port, int number) {
        this.port = port;
        this.number = number;
        this.random = new Random(number);
    }

    private static List<List<String>> read() {
        try (InputStream in = Objects.requireNonNull(RtspGarbage.class.getResourceAsStream("conversations.txt"))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replaceAll("(?m)^#.*\n", "")
                    .stripTrailing();
            return Stream.of(text.split("\n====\n"))
                    .map(conversation -> Stream.of(conversation.split("\n----\n"))
                            .map(RtspGarbage::piece)
                            .toList())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String piece(String text) {
        return HEX.matcher(text.replace("\n", "\r\n"))
                .replaceAll(found -> Matcher.quoteReplacement(
                        new String(HexFormat.of().parseHex(found.group(1)), StandardCharsets.ISO_8859_1)));
    }

    /**
     * Has it.
     *
     * @return how many times the server answered
     * @throws IOException when the server keeps the connection although we have closed our side
     */
    int speak() throws IOException {
        List<String> pieces = CONVERSATIONS.get(number % CONVERSATIONS.size());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            try {
                for (String piece : pieces) {
                    say(socket, piece);
                }
                if (random.nextInt(3) == 0) {
                    socket.setSoLinger(true, 0); // goes with a reset
                    return answered;
                }
                socket.shutdownOutput();
            } catch (SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                return answered; // the server has had enough
            }
            awaitEnd(socket);
        }
        return answered;
    }

    private void say(Socket socket, String piece) throws IOException {
        String text = piece.replace("{url}", "rtsp://127.0.0.1:" + port)
                .replace("{session}", session)
                .replace("{n}", String.valueOf(number));
        byte[] bytes = mutated(text.getBytes(StandardCharsets.ISO_8859_1));
        int cut = random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
        socket.getOutputStream().write(bytes, 0, cut);
        socket.getOutputStream().write(bytes, cut, bytes.length - cut);
        socket.setSoTimeout(ANSWER_MS);
        byte[] answer = new byte[4096];
        try {
            int size = socket.getInputStream().read(answer);
            if (size < 0) {
                throw new IOException("closed");
            }
            answered++;
            String read = new String(answer, 0, size, StandardCharsets.ISO_8859_1);
            int at = read.indexOf("Session: ");
            session = at < 0
                    ? session
                    : read.substring(at, read.indexOf('\r', at) < 0 ? size : read.indexOf('\r', at)) + "\r\n";
        } catch (SocketTimeoutException e) {
            // It waits for more: it gets it.
        }
    }

    /** One in four pieces stays as it is, so that conversations come far. */
    private byte[] mutated(byte[] piece) {
        byte[] bytes = piece.clone();
        switch (random.nextInt(8)) {
            case 0, 1, 2, 3 -> {
                return bytes;
            }
            case 4 -> {
                for (int i = random.nextInt(8); i >= 0; i--) {
                    bytes[random.nextInt(bytes.length)] =
                            random.nextBoolean() ? HOT[random.nextInt(HOT.length)] : (byte) random.nextInt(256);
                }
                return bytes;
            }
            case 5 -> {
                return piece(bytes, 0, random.nextInt(bytes.length));
            }
            case 6 -> {
                int from = random.nextInt(bytes.length);
                return joined(bytes, piece(bytes, from, random.nextInt(bytes.length - from)), random.nextInt(40));
            }
            default -> {
                String digits = new String(bytes, StandardCharsets.ISO_8859_1);
                String large = List.of("-1", "65536", "4294967296", "99999999999999999999", "2147483647")
                        .get(random.nextInt(5));
                return digits.replaceFirst("[0-9]+(?=[^0-9]*$)", large).getBytes(StandardCharsets.ISO_8859_1);
            }
        }
    }

    private static byte[] piece(byte[] bytes, int from, int length) {
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    private static byte[] joined(byte[] bytes, byte[] more, int times) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(bytes);
        for (int i = 0; i < times; i++) {
            out.writeBytes(more);
        }
        return out.toByteArray();
    }

    /** Whoever has closed his side has nothing more to say; the server closes, too, soon. */
    private static void awaitEnd(Socket socket) throws IOException {
        socket.setSoTimeout(END_MS);
        InputStream in = socket.getInputStream();
        byte[] rest = new byte[16_384];
        try {
            while (in.read(rest) >= 0) {
                // Media that was on its way.
            }
        } catch (SocketTimeoutException e) {
            throw new IOException("open " + END_MS + " ms after the end of what was sent", e);
        } catch (IOException e) {
            // A reset ends it as well.
        }
    }
}
