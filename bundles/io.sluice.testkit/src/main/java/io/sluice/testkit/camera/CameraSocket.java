/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.camera;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** A connection's bytes, with the faults of TCP: drips, bursts, rubbish, wrong lengths, a narrow line. Any thread. */
final class CameraSocket {
    private static final int WRONG_BY = 5000;
    private static final int SLICE_BYTES = 1400;

    private final Socket socket;
    private final CameraFaults faults;
    private final ReentrantLock writing = new ReentrantLock();
    private final ByteArrayOutputStream burst = new ByteArrayOutputStream();
    private final InputStream in;

    CameraSocket(Socket socket, CameraFaults faults) throws IOException {
        this.socket = socket;
        this.faults = faults;
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    Socket socket() {
        return socket;
    }

    InputStream in() {
        return in;
    }

    /** Messages go out whole, whatever becomes of the media. */
    void message(byte[] bytes) throws IOException {
        writing.lock();
        try {
            flushBurst();
            socket.getOutputStream().write(bytes);
        } finally {
            writing.unlock();
        }
    }

    /** RFC 2326, 10.12. */
    void frame(int channel, byte[] packet) throws IOException {
        int said = packet.length + (takeOne(faults.wrongLengths) ? WRONG_BY : 0);
        byte[] rubbish = new byte[faults.garbage.getAndSet(0)];
        ThreadLocalRandom.current().nextBytes(rubbish);
        byte[] bytes = new byte[rubbish.length + 4 + packet.length];
        System.arraycopy(rubbish, 0, bytes, 0, rubbish.length);
        bytes[rubbish.length] = '$';
        bytes[rubbish.length + 1] = (byte) channel;
        bytes[rubbish.length + 2] = (byte) (said >> 8);
        bytes[rubbish.length + 3] = (byte) said;
        System.arraycopy(packet, 0, bytes, rubbish.length + 4, packet.length);
        writing.lock();
        try {
            if (faults.burstBytes > 0) {
                burst.writeBytes(bytes);
                if (burst.size() >= faults.burstBytes) {
                    flushBurst();
                }
                return;
            }
            flushBurst();
            if (faults.drip) {
                drip(bytes);
            } else {
                paced(bytes);
            }
        } finally {
            writing.unlock();
        }
    }

    private static boolean takeOne(AtomicInteger count) {
        return count.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    private void flushBurst() throws IOException {
        if (burst.size() > 0) {
            byte[] bytes = burst.toByteArray();
            burst.reset();
            socket.getOutputStream().write(bytes);
        }
    }

    private void drip(byte[] bytes) throws IOException {
        for (byte single : bytes) {
            socket.getOutputStream().write(single);
        }
    }

    private void paced(byte[] bytes) throws IOException {
        for (int at = 0; at < bytes.length; at += SLICE_BYTES) {
            int length = Math.min(SLICE_BYTES, bytes.length - at);
            socket.getOutputStream().write(bytes, at, length);
            int rate = faults.bytesPerSecond;
            if (rate > 0) {
                LockSupport.parkNanos(1_000_000_000L * length / rate);
            }
        }
    }

    /** @param reset with RST instead of FIN */
    void close(boolean reset) {
        try (socket) {
            if (reset) {
                socket.setSoLinger(true, 0);
            }
        } catch (IOException e) {
            return; // closed before
        }
    }
}
