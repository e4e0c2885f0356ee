/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Passwords as they are stored: for the server that checks them and for the programs that set them. */
@NullMarked
package io.sluice.lib.auth;

import org.jspecify.annotations.NullMarked;
