# escape=`
FROM mcr.example.com/windows/servercore:99.9.9 `
  AS base
FROM base
