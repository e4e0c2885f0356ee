/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.mjpeg;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A request whose peer takes as many bytes as the test lets it. */
final class FakeRequest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final CountDownLatch completed = new CountDownLatch(1);
    private final Out out = new Out();
    private volatile int status;
    private int room = Integer.MAX_VALUE;
    private @Nullable WriteListener listener;

    /** @param bytes the peer takes writes until it has so many in all */
    synchronized void takes(int bytes) {
        room = bytes;
    }

    /** As {@link #takes}, and tells the writer. */
    void takesNow(int bytes) throws IOException {
        takes(bytes);
        WriteListener waiting;
        synchronized (this) {
            waiting = listener;
        }
        if (waiting != null) {
            waiting.onWritePossible();
        }
    }

    void breaks() {
        WriteListener waiting;
        synchronized (this) {
            waiting = listener;
        }
        if (waiting != null) {
            waiting.onError(new IOException("gone"));
        }
    }

    int status() {
        return status;
    }

    synchronized String body() {
        return written.toString(StandardCharsets.ISO_8859_1);
    }

    boolean isCompleted() {
        return completed.getCount() == 0;
    }

    boolean awaitCompleted() throws InterruptedException {
        return completed.await(30, TimeUnit.SECONDS);
    }

    AsyncContext context() {
        var response = proxy(HttpServletResponse.class, (method, arguments) -> switch (method) {
            case "getOutputStream" -> out;
            case "setStatus" -> answer((int) arguments[0]);
            default -> null;
        });
        return proxy(AsyncContext.class, (method, arguments) -> switch (method) {
            case "getResponse" -> response;
            case "complete" -> complete();
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private @Nullable Object answer(int code) {
        status = code;
        return null;
    }

    private @Nullable Object complete() {
        completed.countDown();
        return null;
    }

    private interface Call {
        @Nullable
        Object of(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    Object answer = call.of(method.getName(), arguments);
                    return method.getReturnType() == void.class ? null : answer;
                }));
    }

    private final class Out extends ServletOutputStream {
        @Override
        public boolean isReady() {
            synchronized (FakeRequest.this) {
                return written.size() < room;
            }
        }

        @Override
        public void setWriteListener(WriteListener writer) {
            synchronized (FakeRequest.this) {
                listener = writer;
            }
            try {
                writer.onWritePossible();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void write(int b) {
            throw new UnsupportedOperationException("one by one");
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            synchronized (FakeRequest.this) {
                written.write(bytes, from, length);
            }
        }
    }
}
