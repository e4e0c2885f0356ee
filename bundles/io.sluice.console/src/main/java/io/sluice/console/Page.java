/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.console;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.felix.webconsole.servlet.AbstractServlet;
import org.apache.felix.webconsole.servlet.ServletConstants;

/**
 * A page of ours in the console's frame: an empty element and one module script, which fills it with what the HTTP API
 * says. Nothing that comes from outside is ever part of the markup.
 */
abstract class Page extends AbstractServlet {
    private static final long serialVersionUID = 1L;

    /** Of all our pages, in the console's menu. */
    static final String CATEGORY = ServletConstants.PLUGIN_CATEGORY + "=Sluice";

    private final String script;

    Page(String script) {
        this.script = script;
    }

    @Override
    public void renderContent(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        // The root is the console's own text, made of the base path and the page's label.
        String root = String.valueOf(request.getAttribute(ServletConstants.ATTR_PLUGIN_ROOT));
        response.getWriter()
                .printf(
                        "<div id=\"sluice\"><noscript>This page needs JavaScript.</noscript></div>%n"
                                + "<script type=\"module\" src=\"%s/res/%s\"></script>%n",
                        root, script);
    }
}
