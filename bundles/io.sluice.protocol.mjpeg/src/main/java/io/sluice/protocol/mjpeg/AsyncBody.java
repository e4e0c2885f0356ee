/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.mjpeg;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A body that is written when the peer can take it: no thread waits for a slow one. */
final class AsyncBody implements WriteListener {
    private final AsyncContext context;
    private final ServletOutputStream out;
    private final byte[] body;
    private boolean written;

    private AsyncBody(AsyncContext context, ServletOutputStream out, byte[] body) {
        this.context = context;
        this.out = out;
        this.body = body;
    }

    /** Answers and ends the request. */
    static void send(AsyncContext context, int status, String type, byte[] body) {
        HttpServletResponse response = (HttpServletResponse) context.getResponse();
        try {
            response.setStatus(status);
            response.setContentType(type);
            response.setContentLength(body.length);
            response.setHeader("Cache-Control", "no-store");
            if (status == HttpServletResponse.SC_SERVICE_UNAVAILABLE
                    || status == HttpServletResponse.SC_GATEWAY_TIMEOUT) {
                response.setHeader("Retry-After", "2");
            }
            ServletOutputStream out = response.getOutputStream();
            out.setWriteListener(new AsyncBody(context, out, body));
        } catch (IOException | IllegalStateException gone) {
            // The peer has left, or the container gave the request up: nobody is there to be told.
            complete(context);
        }
    }

    @Override
    public void onWritePossible() throws IOException {
        while (out.isReady()) {
            if (written) {
                complete(context);
                return;
            }
            written = true;
            out.write(body);
        }
    }

    @Override
    public void onError(Throwable problem) {
        complete(context);
    }

    private static void complete(AsyncContext context) {
        try {
            context.complete();
        } catch (IllegalStateException over) {
            return; // by the container already
        }
    }
}
