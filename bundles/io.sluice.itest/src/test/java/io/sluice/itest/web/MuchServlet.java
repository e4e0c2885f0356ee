/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.web;

import io.sluice.api.http.Gateway;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.service.component.annotations.Component;

/** Answers with as many bytes as it is asked for, or tells how many it could write of the last answer. */
@Component(
        service = Servlet.class,
        property = {"osgi.http.whiteboard.servlet.pattern=/fixture/much", Gateway.ROLE + "=viewer"})
public final class MuchServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int PIECE_BYTES = 64 * 1024;

    private final AtomicLong written = new AtomicLong();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String wanted = request.getParameter("bytes");
        response.setContentType("application/octet-stream");
        if (wanted == null) {
            response.getWriter().write(Long.toString(written.get()));
            return;
        }
        long left = Long.parseLong(wanted);
        if (request.getParameter("length") != null) {
            response.setContentLengthLong(left);
        }
        written.set(0);
        ServletOutputStream out = response.getOutputStream();
        byte[] piece = new byte[PIECE_BYTES];
        for (; left > 0; left -= piece.length) {
            out.write(piece, 0, (int) Math.min(left, piece.length));
            written.addAndGet(Math.min(left, piece.length));
        }
    }
}
