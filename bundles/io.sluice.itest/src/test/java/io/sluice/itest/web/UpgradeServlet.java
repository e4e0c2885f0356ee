/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.web;

import io.sluice.api.http.Gateway;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.util.Callback;
import org.osgi.service.component.annotations.Component;

/**
 * Changes to another protocol, in which what comes goes back. By Jetty's own means, as its WebSockets do: of the
 * Servlet API's {@code HttpServletRequest.upgrade} it says "Not implemented".
 */
@Component(
        service = Servlet.class,
        property = {"osgi.http.whiteboard.servlet.pattern=/fixture/upgrade", Gateway.ROLE + "=" + Gateway.ANYBODY_KNOWN
        })
public final class UpgradeServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        ServletContextRequest core = ServletContextRequest.getServletContextRequest(request);
        EndPoint peer = core.getConnectionMetaData().getConnection().getEndPoint();
        response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
        response.setHeader("Upgrade", request.getHeader("Upgrade"));
        response.setHeader("Connection", "Upgrade");
        core.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, new Echo(peer, core));
    }

    private static final class Echo extends AbstractConnection {
        private static final int BYTES = 8192;

        Echo(EndPoint peer, ServletContextRequest core) {
            super(peer, core.getConnectionMetaData().getConnector().getExecutor());
        }

        @Override
        public void onOpen() {
            super.onOpen();
            fillInterested();
        }

        @Override
        public void onFillable() {
            ByteBuffer data = ByteBuffer.allocate(BYTES).flip();
            try {
                int filled = getEndPoint().fill(data);
                if (filled < 0) {
                    close();
                } else if (filled == 0) {
                    fillInterested();
                } else {
                    getEndPoint().write(Callback.from(this::fillInterested, problem -> close()), data);
                }
            } catch (IOException e) {
                close();
            }
        }
    }
}
