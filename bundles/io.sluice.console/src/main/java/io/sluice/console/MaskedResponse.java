/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.console;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Keeps an answer until it is complete and sends it with its credentials masked. One thread. */
final class MaskedResponse extends HttpServletResponseWrapper {
    /** The longest page; the console's largest is about 2 MiB. */
    private static final int MAX_BYTES = 32 << 20;

    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final ServletOutputStream stream = new Kept();
    private @Nullable PrintWriter writer;

    MaskedResponse(HttpServletResponse response) {
        super(response);
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return stream;
    }

    @Override
    public PrintWriter getWriter() {
        PrintWriter present = writer;
        if (present == null) {
            present = new PrintWriter(new OutputStreamWriter(stream, charset()));
            writer = present;
        }
        return present;
    }

    private Charset charset() {
        String name = getCharacterEncoding();
        return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
    }

    /** Of the text before it was masked. */
    @Override
    public void setContentLength(int length) {}

    @Override
    public void setContentLengthLong(long length) {}

    @Override
    public void flushBuffer() {}

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        content.reset();
    }

    @Override
    public void reset() {
        super.reset();
        content.reset();
        writer = null;
    }

    void send() throws IOException {
        if (writer != null) {
            writer.flush();
        }
        if (content.size() == 0 || getResponse().isCommitted()) {
            return;
        }
        byte[] bytes = content.toByteArray();
        String type = getContentType() == null ? "text/plain" : getContentType();
        if (type.startsWith("text/") || type.startsWith("application/json")) {
            bytes = SecretText.mask(new String(bytes, charset()), type).getBytes(charset());
        }
        getResponse().setContentLength(bytes.length);
        getResponse().getOutputStream().write(bytes);
    }

    private final class Kept extends ServletOutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (content.size() + length > MAX_BYTES) {
                throw new IOException("a page of more than " + MAX_BYTES + " bytes");
            }
            content.write(bytes, offset, length);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException("not asynchronous");
        }
    }
}
